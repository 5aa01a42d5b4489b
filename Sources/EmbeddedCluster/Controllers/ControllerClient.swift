import Manifests

/// What a controller sees of the store and may do to it.
protocol ControllerClient: Sendable {
    func get(_ kind: GroupVersionKind, namespace: String?, name: String) async -> Value?
    /// The objects of a kind that name an owner, in its namespace.
    func dependents(_ kind: GroupVersionKind, of owner: Value) async -> [Value]
    /// - Returns: nil where it exists already, or its namespace is going.
    func create(_ object: Value, manager: String) async -> Value?
    /// Replaces the object's spec and metadata (an update by `manager`); nil where it is gone or changed meanwhile.
    func update(_ object: Value, manager: String) async -> Value?
    /// Replaces the object's status, and of its metadata what its kind lets a status bring along, where they differ; nil
    /// where it is gone or changed meanwhile.
    func updateStatus(_ object: Value, manager: String) async -> Value?
    func delete(_ kind: GroupVersionKind, namespace: String?, name: String) async
    /// Every change from now on, after one for each object that is there already.
    func changes() async -> AsyncStream<ObjectChange>
}

/// One object before and after a change.
struct ObjectChange: Sendable {
    var kind: GroupVersionKind
    /// Nil for a creation, and for an object that was there when the changes began.
    var before: Value?
    /// Nil for a deletion.
    var after: Value?
}
