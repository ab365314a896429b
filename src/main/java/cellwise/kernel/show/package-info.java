/** The forms in which a notebook shows values. */
package cellwise.kernel.show;
