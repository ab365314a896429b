package cellwise.kernel;

import java.io.File;
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
import java.util.stream.Stream;

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

  private final ClassLoader kernel = CellLoader.class.getClassLoader();
  private final URLClassLoader library = library(System.getProperty("java.class.path"));
  private final Map<String, byte[]> cells = new ConcurrentHashMap<>();

  CellLoader() {
    super("cells", new URL[0], getPlatformClassLoader());
  }

  private static URLClassLoader library(String classPath) {
    URL[] urls =
        Stream.of(classPath.split(File.pathSeparator)).map(CellLoader::url).toArray(URL[]::new);
    return new URLClassLoader(urls, null);
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("\"" + path + "\" cannot be on the class path", e);
    }
  }

  /** Has the class files of a cell ready, which may need each other. */
  void declare(String name, byte[] bytes) {
    cells.put(name, bytes);
  }

  /** Looks also in a directory or jar from now on, before the JVM's own class path. */
  void add(String path) {
    addURL(url(path));
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
    if (added != null && !added.toString().equals(String.valueOf(ours))) {
      return super.findClass(name);
    }
    return ours == null || IN_SIGNATURES.stream().anyMatch(name::startsWith)
        ? kernel.loadClass(name)
        : define(name, file, ours);
  }

  private Class<?> define(String name, String file, URL url) throws ClassNotFoundException {
    try (var in = url.openStream()) {
      byte[] bytes = in.readAllBytes();
      String place = url.toString().replaceFirst("^jar:", "");
      URL source =
          new URL(place.substring(0, place.length() - file.length()).replaceFirst("!/$", ""));
      declarePackage(name, url, source);
      return defineClass(
          name, bytes, 0, bytes.length, new CodeSource(source, (Certificate[]) null));
    } catch (IOException e) {
      throw new ClassNotFoundException(name + " cannot be read from " + url, e);
    }
  }

  /** With its jar's version, which a library may ask for. */
  private void declarePackage(String name, URL url, URL source) throws IOException {
    String of = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    if (getDefinedPackage(of) != null || !(url.openConnection() instanceof JarURLConnection jar)) {
      return;
    }
    Manifest manifest = jar.getManifest();
    if (manifest != null) {
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
    all.addAll(Collections.list(library.findResources(name)));
    return Collections.enumeration(all.stream().distinct().toList());
  }

  @Override
  public void close() throws IOException {
    library.close();
    super.close();
  }
}
