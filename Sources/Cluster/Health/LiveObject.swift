import Manifests

/// A live object's status, in the terms that most kinds share.
struct LiveObject {
    struct Condition {
        var status: String
        var reason: String
        var message: String

        var isTrue: Bool { status == "True" }
        var isFalse: Bool { status == "False" }
        /// The message, or the reason where there is none.
        var words: String { message.isEmpty ? reason : message }
    }

    let value: Value
    let groupKind: GroupKind

    init(_ value: Value) {
        self.value = value
        groupKind =
            GroupVersionKind(apiVersion: value["apiVersion"]?.string ?? "", kind: value["kind"]?.string ?? "").groupKind
    }

    var spec: Value { value["spec"] ?? .null }
    var status: Value { value["status"] ?? .null }
    var isBeingDeleted: Bool { value[path: "metadata", "deletionTimestamp"]?.string != nil }

    /// Progressing, while the status was written for an older generation than the object's.
    var generationLag: Health? {
        guard let generation = value[path: "metadata", "generation"]?.integer,
            let observed = status["observedGeneration"]?.integer, observed < generation
        else { return nil }
        return Health(.progressing, "generation \(generation) is not observed yet (\(observed) is)")
    }

    func condition(_ type: String) -> Condition? {
        guard let found = status["conditions"]?.array?.first(where: { $0["type"]?.string == type }) else { return nil }
        return Condition(
            status: found["status"]?.string ?? "", reason: found["reason"]?.string ?? "",
            message: found["message"]?.string ?? "")
    }

    /// A count of the status, which leaves zeros out.
    func count(_ key: String) -> Int64 { status[key]?.integer ?? 0 }
}
