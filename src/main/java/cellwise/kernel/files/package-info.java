/** Files as users name and write them. */
package cellwise.kernel.files;
