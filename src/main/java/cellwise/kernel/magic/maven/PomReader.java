package cellwise.kernel.magic.maven;

import eu.maveniverse.maven.mima.context.Context;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.util.artifact.ArtifactIdUtils;
import org.eclipse.aether.util.artifact.JavaScopes;

/**
 * Reads what a project depends on. To Maven's resolver the project is an artifact of a workspace of
 * one, so that parents, properties and imported versions are as in a build.
 */
final class PomReader {
  private static final Artifact PROJECT = new DefaultArtifact("notebook:project:pom:0");

  private PomReader() {}

  /** A workspace that has but the one project. */
  private record Workspace(File pom) implements WorkspaceReader {
    @Override
    public WorkspaceRepository getRepository() {
      return new WorkspaceRepository("notebook");
    }

    @Override
    public File findArtifact(Artifact artifact) {
      return ArtifactIdUtils.equalsId(artifact, PROJECT) ? pom : null;
    }

    @Override
    public List<String> findVersions(Artifact artifact) {
      return List.of();
    }
  }

  /**
   * The request that collects a project's dependencies, with the project's repositories.
   *
   * @param scopes those of the project's own dependencies to take
   * @param repositories where parents may be
   */
  static CollectRequest read(
      Path pom, Collection<String> scopes, Context context, List<RemoteRepository> repositories)
      throws IOException {
    if (!Files.isRegularFile(pom)) {
      throw new IOException(pom.toAbsolutePath() + " does not exist: pass the path of a pom.xml");
    }
    DefaultRepositorySystemSession session =
        new DefaultRepositorySystemSession(context.repositorySystemSession());
    session.setWorkspaceReader(new Workspace(pom.toAbsolutePath().normalize().toFile()));
    session.setCache(null); // it may know the project of an earlier cell
    try {
      ArtifactDescriptorResult project =
          context
              .repositorySystem()
              .readArtifactDescriptor(
                  session, new ArtifactDescriptorRequest(PROJECT, repositories, null));
      CollectRequest request = new CollectRequest();
      project.getDependencies().stream()
          .filter(each -> scopes.contains(each.getScope()))
          .forEach(each -> request.addDependency(taken(each)));
      request.setManagedDependencies(project.getManagedDependencies());
      return request.setRepositories(project.getRepositories());
    } catch (RepositoryException e) {
      throw new IOException(pom + " cannot be read: " + MavenResolver.reason(e));
    }
  }

  /** So that what it needs comes along, whatever its scope. */
  private static Dependency taken(Dependency dependency) {
    return dependency.setScope(JavaScopes.COMPILE).setOptional(false);
  }
}
