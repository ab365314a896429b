package cellwise.kernel.magic.maven;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * Finds artifacts and what they need at run time as Maven does: by the user's settings with their
 * mirrors, proxies and profiles, in the local repository first. Maven's classes are loaded at first
 * use.
 */
public final class MavenResolver {
  private final Supplier<ContextOverrides.Builder> settings;
  private final List<RemoteRepository> added = new ArrayList<>();
  private DownloadLine progress;
  private Context context;

  /** A resolver with the settings of the user who runs this JVM. */
  public MavenResolver() {
    this(() -> ContextOverrides.create().withUserSettings(true));
  }

  /** A resolver with settings of a test. */
  MavenResolver(Supplier<ContextOverrides.Builder> settings) {
    this.settings = settings;
  }

  /**
   * Looks also here from now on.
   *
   * @throws IllegalArgumentException if that is no URL, or one without encryption
   */
  public synchronized void addRemoteRepo(String id, String url) {
    RemoteRepository repository = repository(id, url);
    effective(List.of(repository));
    added.removeIf(each -> each.getId().equals(repository.getId()));
    added.add(repository);
  }

  /**
   * Resolves artifacts and their dependencies of the scopes compile and runtime.
   *
   * @param coordinates in Maven's or Ivy's notation
   * @param from the only repositories to look in, by id or URL; none for all that are known
   * @return the artifacts with their files
   * @throws IOException if one cannot be found; the message says which and where it was looked for
   */
  public synchronized List<Artifact> resolve(List<String> coordinates, List<String> from)
      throws IOException {
    CollectRequest request = new CollectRequest();
    for (String each : coordinates) {
      Artifact artifact = Coordinates.parse(each, session().getArtifactTypeRegistry());
      request.addDependency(new Dependency(artifact, JavaScopes.COMPILE));
    }
    request.setRepositories(
        from.isEmpty()
            ? repositories(List.of())
            : effective(from.stream().map(this::byIdOrUrl).toList()));
    return resolve(request);
  }

  /**
   * Resolves the dependencies of a project, with its parents, imported versions and repositories.
   *
   * @param scopes those of the project's own dependencies to take
   */
  public synchronized List<Artifact> resolvePom(Path pom, Collection<String> scopes)
      throws IOException {
    CollectRequest request = PomReader.read(pom, scopes, context(), repositories(List.of()));
    return resolve(request.setRepositories(repositories(request.getRepositories())));
  }

  private List<Artifact> resolve(CollectRequest request) throws IOException {
    try {
      return context()
          .repositorySystem()
          .resolveDependencies(
              session(),
              new DependencyRequest(
                  request,
                  DependencyFilterUtils.classpathFilter(JavaScopes.COMPILE, JavaScopes.RUNTIME)))
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .toList();
    } catch (RepositoryException e) {
      throw new IOException(message(request, e));
    } finally {
      progress.end();
    }
  }

  private String message(CollectRequest request, RepositoryException e) {
    String asked = join(request.getDependencies(), each -> each.getArtifact().toString());
    String remote =
        join(
            request.getRepositories(),
            each ->
                each.isBlocked() ? notEncrypted(each) : each.getId() + " (" + each.getUrl() + ")");
    return "%s cannot be resolved: %s; looked in %s and %s"
        .formatted(
            asked,
            reason(e),
            session().getLocalRepository().getBasedir(),
            session().isOffline() ? "nowhere else, as Maven's settings say offline" : remote);
  }

  /** The innermost message in which Maven names an artifact and a place. */
  static String reason(RepositoryException e) {
    RepositoryException innermost = e;
    for (Throwable each = e; each != null; each = each.getCause()) {
      innermost = each instanceof RepositoryException inner ? inner : innermost;
    }
    return innermost.getMessage();
  }

  private static <T> String join(List<T> list, Function<T, String> text) {
    return list.stream().map(text).collect(Collectors.joining(", "));
  }

  private Context context() {
    if (context == null) {
      progress = new DownloadLine();
      context = new MavenRuntime().create(settings.get().transferListener(progress).build());
    }
    return context;
  }

  private RepositorySystemSession session() {
    return context().repositorySystemSession();
  }

  /** Those of the settings, of cells, and more, each id once. */
  private List<RemoteRepository> repositories(List<RemoteRepository> more) {
    Map<String, RemoteRepository> all = new LinkedHashMap<>();
    Stream.of(context().remoteRepositories(), effective(added), effective(more))
        .flatMap(List::stream)
        .forEach(each -> all.putIfAbsent(each.getId(), each));
    return List.copyOf(all.values());
  }

  private RemoteRepository byIdOrUrl(String text) {
    return Stream.concat(added.stream(), context().remoteRepositories().stream())
        .filter(each -> each.getId().equals(text))
        .findFirst()
        .orElseGet(() -> repository(text, text));
  }

  private static RemoteRepository repository(String id, String url) {
    if (!url.matches("\\w+:.+")) {
      throw new IllegalArgumentException(
          "\"" + url + "\" is no known repository, must be an id passed to %mavenRepo or a URL");
    }
    return new RemoteRepository.Builder(id.replaceAll("[^\\w.-]", "_"), "default", url).build();
  }

  /** With the mirrors, proxies and passwords of the settings. */
  private List<RemoteRepository> effective(List<RemoteRepository> repositories) {
    List<RemoteRepository> effective =
        context().repositorySystem().newResolutionRepositories(session(), repositories);
    effective.stream().filter(RemoteRepository::isBlocked).forEach(MavenResolver::refuse);
    return effective;
  }

  private static void refuse(RemoteRepository blocked) {
    throw new IllegalArgumentException(notEncrypted(blocked));
  }

  private static String notEncrypted(RemoteRepository blocked) {
    return join(blocked.getMirroredRepositories(), RemoteRepository::getUrl)
        + " is not encrypted, must be https unless on localhost, as anybody between could change a"
        + " jar: pass its https address, or name a mirror of it in Maven's settings.xml";
  }
}
