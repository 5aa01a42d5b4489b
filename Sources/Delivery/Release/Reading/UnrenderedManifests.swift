/// A commit at which a kustomization cannot be rendered: what it declares there is not known, which is not the same as
/// nothing.
struct UnrenderedManifests: Error, CustomStringConvertible {
    var folder: String
    /// In hexadecimal.
    var revision: String
    /// What kept it from being rendered.
    var reason: String

    var description: String {
        "expected '\(folder)' to render at commit \(revision.prefix(12)), so that it is known what that commit declares: "
            + reason
    }
}
