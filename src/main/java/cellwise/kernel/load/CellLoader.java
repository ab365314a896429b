package cellwise.kernel.load;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Manifest;

/**
 * Loads what cells use: their own classes, what they have added to the class path, and the JVM's
 * class path, in this order.
 *
 * <p>The JVM's class path is loaded here once more, instead of by the loader that the kernel itself
 * runs on: else a version of Gson or of DJL that a cell adds could not take the place of the JVM's,
 * or would be strange to the libraries there that use it.
 */
final class CellLoader extends URLClassLoader {
  /** What cells and kernel pass each other. */
  private static final List<String> KERNELS = List.of("cellwise.kernel.", "io.github.spencerpark.");

  /** What the kernel's methods take, as long as a cell does not add another version. */
  private static final List<String> IN_SIGNATURES =
      List.of("com.google.gson.", "org.zeromq.", "zmq.");

  /** Of two providers that it finds the logging library complains, and takes the first. */
  private static final String LOGGING = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

  private final ClassLoader kernel = CellLoader.class.getClassLoader();
  private final URLClassLoader library =
      new URLClassLoader(
          CellClassPath.OF_JVM.stream().map(CellLoader::url).toArray(URL[]::new), null);
  private final Map<String, byte[]> cells = new ConcurrentHashMap<>();
  private final LoadedClasses loaded = new LoadedClasses();

  CellLoader() {
    super("cells", new URL[0], getPlatformClassLoader());
  }

  private static URL url(Path path) {
    try {
      // Else a folder whose name ends in ! would be taken for a jar.
      return new URL(path.toUri().toString().replace("!", "%21"));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("\"" + path + "\" cannot be on the class path", e);
    }
  }

  /** Has the class files of a cell ready, which may need each other. */
  void declare(String name, byte[] bytes) {
    cells.put(name, bytes);
  }

  /**
   * Looks also in a directory or jar from now on, before the JVM's own class path. Says so on
   * standard error if that has another version of a class that is loaded, which stays.
   */
  void add(Path path) {
    addURL(url(path));
    loaded
        .otherThanIn(path)
        .ifPresent(
            file ->
                System.err.printf(
                    "%s has another %s than the one that is loaded: restart the kernel to use it%n",
                    path, file.replaceFirst("[.]class$", "").replace('/', '.')));
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] cell = cells.remove(name);
    if (cell != null) {
      return defineClass(name, cell, 0, cell.length);
    }
    if (KERNELS.stream().anyMatch(name::startsWith)) {
      return kernel.loadClass(name);
    }
    String file = name.replace('.', '/') + ".class";
    URL ours = library.findResource(file);
    URL added = super.findResource(file);
    try {
      if (added != null && !added.toString().equals(String.valueOf(ours))) {
        loaded.add(file, read(added));
        return super.findClass(name); // with its signers, and whether its package is sealed
      }
      if (ours == null) {
        return kernel.loadClass(name);
      }
      byte[] bytes = read(ours);
      loaded.add(file, bytes);
      return IN_SIGNATURES.stream().anyMatch(name::startsWith)
          ? kernel.loadClass(name)
          : define(name, file, ours, bytes);
    } catch (IOException e) {
      throw new ClassNotFoundException(name + " cannot be read: " + e, e);
    }
  }

  private static byte[] read(URL url) throws IOException {
    try (var in = url.openStream()) {
      return in.readAllBytes();
    }
  }

  private Class<?> define(String name, String file, URL url, byte[] bytes) throws IOException {
    URL source;
    if (url.openConnection() instanceof JarURLConnection jar) {
      source = jar.getJarFileURL();
      declarePackage(name, jar.getManifest(), source);
    } else {
      String place = url.toString();
      source = new URL(place.substring(0, place.length() - file.length()));
    }
    return defineClass(name, bytes, 0, bytes.length, new CodeSource(source, (Certificate[]) null));
  }

  /** With its jar's version, which a library may ask for. */
  private void declarePackage(String name, Manifest manifest, URL source) {
    String of = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    if (manifest != null && getDefinedPackage(of) == null) {
      definePackage(of, manifest, source);
    }
  }

  @Override
  public URL findResource(String name) {
    URL added = super.findResource(name);
    return added == null ? library.findResource(name) : added;
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    List<URL> all = Collections.list(super.findResources(name));
    if (all.isEmpty() || !name.equals(LOGGING)) {
      all.addAll(Collections.list(library.findResources(name)));
    }
    return Collections.enumeration(all.stream().distinct().toList());
  }

  @Override
  public void close() throws IOException {
    library.close();
    super.close();
  }
}
