package import Manifests

/// What the gate says of an environment.
package enum EnvironmentReview: Sendable {
    case admitted(AdmittedEnvironment, warnings: [Diagnostic])
    case denied([Diagnostic])
    /// Nothing speaks against it, and what must be known could not be found out: it does not run, and is asked again.
    case undecided([Diagnostic])
}
