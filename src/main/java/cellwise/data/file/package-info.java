/**
 * Files that a user names: opened, with words for why one cannot be, and pictures decoded.
 *
 * <p>{@link cellwise.data.file.UserFile} and {@link cellwise.data.file.Canvas} are its doors, for
 * {@code cellwise.data} and its other rooms alone.
 */
package cellwise.data.file;
