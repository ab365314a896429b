/**
 * From a published archive on the net to a folder of files.
 *
 * <p>{@link cellwise.data.fetch.PublishedFolder} is its door, for {@code cellwise.data} alone.
 */
package cellwise.data.fetch;
