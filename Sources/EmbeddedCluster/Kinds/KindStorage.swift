/// How the objects of a kind are stored: in one of its versions.
struct KindStorage: Sendable, Hashable {
    /// The version in which objects are written; those from before a change are in another.
    var apiVersion: String
    /// What each version of a custom resource may hold, served or not, by `apiVersion`; versions of one schema share it.
    var structures: [String: StructuralSchema]

    /// Whether an object of one version is an object of the other but for its `apiVersion`.
    func holdTheSame(_ one: String, _ other: String) -> Bool {
        structures[one].map { $0 === structures[other] } ?? false
    }
}
