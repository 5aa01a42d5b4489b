package import Manifests
import Trust

/// The record, kept in the cluster, of what an environment has applied (KEP-3659, ApplySet v1alpha1).
///
/// Each applied object carries the set's id as a label. The set's parent, a ConfigMap named
/// `lockstep-<environment>`, lists the kinds to look through when pruning. It also says which repository the
/// environment comes from, so that two repositories never prune each other's objects, and which revision was
/// applied last, so that a daemon with an empty disk knows the last good state.
package struct ApplySet: Sendable, Hashable {
    package static let partOfLabel = "applyset.kubernetes.io/part-of"
    package static let environmentLabel = "lockstep/environment"
    static let idLabel = "applyset.kubernetes.io/id"
    private static let toolingAnnotation = "applyset.kubernetes.io/tooling"
    private static let kindsAnnotation = "applyset.kubernetes.io/contains-group-kinds"
    static let repositoryAnnotation = "lockstep/repository"
    private static let revisionAnnotation = "lockstep/revision"
    private static let generationAnnotation = "lockstep/generation"
    private static let hooksAnnotation = "lockstep/hooks"
    private static let formerAnnotation = "lockstep/former-namespaces"
    private static let membersAnnotation = "lockstep/members"
    private static let attemptAnnotation = "lockstep/attempt"
    private static let keptBeforeAnnotation = "lockstep/kept-before"
    private static let movesAnnotation = "lockstep/moves"
    static let managedSelector = "app.kubernetes.io/managed-by=lockstep"

    package let environment: String
    package let namespace: String
    package var kinds: Set<GroupKind>
    /// Where the environment's manifests come from; nil before anything was recorded.
    package var repository: String?
    /// The commit whose every object was applied last; nil before the first complete sync.
    package var revision: String?
    /// The content whose hooks have run; nil where there were none.
    package var generation: String?
    /// Tells sets of declared objects apart, see ``digest(of:)``; nil before the first complete sync.
    package var members: String?
    /// How hooks of content ended that is not wholly applied yet, by their Jobs (`models/migrate-0a1b2c3d4e`): a Job may
    /// be cleaned up long before the sync is over.
    package var hooks: [String: HookEnd] = [:]
    /// What could not be applied of a state after the revision; nil where all could, and with `selfHeal`, which heals anyway.
    package var attempt: SyncAttempt?

    /// The commit that leads the environment elsewhere and could not be taken: until it can be, this state is kept up.
    var keptBefore: String?

    /// Namespaces in which the set had its parent before, while objects are left that bear the id of then.
    package var former: Set<String> = []
    /// The version of its parent, where that was written by this very process and not read.
    var version: UInt64?
    /// How often it has taken over from a record elsewhere: of several, the one with most moves is the newest.
    var moves = 0
    /// Whether its parent is in the namespace of now, and says all of this.
    package var isInPlace = true

    package enum HookEnd: String, Sendable, Hashable {
        case succeeded, failed
        /// A hook for failures: it is not waited for.
        case begun
    }

    static func hookName(_ identity: ResourceIdentity) -> String {
        "\(identity.namespace.map { "\($0)/" } ?? "")\(identity.name)"
    }

    package init(environment: String, namespace: String) {
        self.environment = environment
        self.namespace = namespace
        kinds = []
        id = Self.id(of: Self.parentName(environment), in: namespace)
    }

    /// `applyset-<base64url(sha256("name.namespace.kind.group"))>-v1`, as the KEP defines it.
    package let id: String

    package var parentName: String { Self.parentName(environment) }

    var parentIdentity: ResourceIdentity {
        ResourceIdentity(groupKind: Inventory.kind.groupKind, namespace: namespace, name: parentName)
    }

    /// Selects its parent, and no member.
    var parentSelector: String { "\(Self.idLabel)=\(id)" }

    /// The namespace of its parent.
    var home: ResourceIdentity {
        ResourceIdentity(groupKind: GroupKind(group: "", kind: "Namespace"), namespace: nil, name: namespace)
    }

    private static func parentName(_ environment: String) -> String { "lockstep-\(environment)" }

    private static func id(of parent: String, in namespace: String) -> String {
        "applyset-\(SHA256Digest(of: "\(parent).\(namespace).ConfigMap.".utf8).base64URL)-v1"
    }

    /// The labels that mark an object as the environment's own.
    package var memberLabels: [String: String] {
        [Self.partOfLabel: id, Self.environmentLabel: environment]
    }

    package var selector: String { "\(Self.partOfLabel)=\(id)" }

    /// Whether the object is one of the set: it has the label, and it is not what a controller made of a member with
    /// the member's labels, as Knative and KServe do.
    package func contains(_ object: Value) -> Bool {
        guard let label = object[path: "metadata", "labels", Self.partOfLabel]?.string else { return false }
        return isOwn(id: label) && !Self.isMadeByController(object)
    }

    /// Whether an id is the set's, or was before its namespace changed.
    func isOwn(id: String) -> Bool { id == self.id || former.contains { self.formerID($0) == id } }

    private func formerID(_ namespace: String) -> String { Self.id(of: parentName, in: namespace) }

    /// Selectors of what bears an id of before.
    var formerSelectors: [String] { former.sorted().map { "\(Self.partOfLabel)=\(formerID($0))" } }

    /// Whether an object bears the id that the set had in a namespace.
    func isFormer(_ object: Value, in namespace: String) -> Bool {
        object[path: "metadata", "labels", Self.partOfLabel]?.string == formerID(namespace)
    }

    /// The set with what is recorded of its past.
    func remembering(_ recorded: ApplySet?) -> ApplySet {
        var set = self
        set.former = recorded?.former ?? []
        return set
    }

    private static func isMadeByController(_ object: Value) -> Bool {
        let owners = object[path: "metadata", "ownerReferences"]?.array ?? []
        // Endpoints get a Service's labels, and name no owner.
        let isMirrored = object["kind"] == "Endpoints" && object["apiVersion"] == "v1"
        guard isMirrored || owners.contains(where: { $0["controller"]?.bool == true }) else { return false }
        let managers = object[path: "metadata", "managedFields"]?.array ?? []
        return !managers.contains { $0["manager"]?.string == Ownership.manager }
    }

    /// The same for the same objects in whatever order: their number, and the sum of the FNV-1a hashes of their names.
    static func digest(of members: [ResourceIdentity]) -> String {
        let sum = members.reduce(into: UInt64(0)) { sum, identity in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in "\(identity)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            sum &+= hash
        }
        return "\(members.count)-\(String(sum, radix: 16))"
    }

    /// The object with the environment's labels.
    package func mark(_ object: Value) -> Value { Self.label(object, memberLabels.mapValues(Value.string)) }

    /// The object with those of the environment's labels that another one has.
    static func marked(_ object: Value, like other: Value) -> Value {
        let labels = other[path: "metadata", "labels"]?.object ?? Object()
        return label(
            object, labels.filter { [partOfLabel, environmentLabel].contains($0.key) }.map { ($0.key, $0.value) })
    }

    private static func label(_ object: Value, _ marks: some Sequence<(key: String, value: Value)>) -> Value {
        guard var root = object.object else { return object }
        var metadata = root["metadata"]?.object ?? Object()
        var labels = metadata["labels"]?.object ?? Object()
        for (label, value) in marks { labels[label] = value }
        metadata["labels"] = .object(labels)
        root["metadata"] = .object(metadata)
        return .object(root)
    }
}

extension ApplySet {
    /// The object without the environment's labels: judged like its own, and not pruned like them.
    func unmark(_ object: Value) -> Value {
        guard var root = object.object, var metadata = root["metadata"]?.object, var labels = metadata["labels"]?.object
        else { return object }
        for key in memberLabels.keys { labels[key] = nil }
        metadata["labels"] = labels.isEmpty ? nil : .object(labels)
        root["metadata"] = .object(metadata)
        return .object(root)
    }
}

// MARK: - The parent object

extension ApplySet {
    /// Reads the set back from its parent.
    ///
    /// - Returns: nil if the object is no parent of this set.
    package init?(parent: Value, environment: String, namespace: String) {
        self.init(environment: environment, namespace: namespace)
        let metadata = parent["metadata"]
        guard metadata?[path: "labels", Self.idLabel]?.string == id else { return nil }
        let annotations = metadata?["annotations"]
        kinds = Set(
            (annotations?[Self.kindsAnnotation]?.string ?? "").split(separator: ",").map { Self.groupKind(String($0)) })
        repository = annotations?[Self.repositoryAnnotation]?.string
        revision = annotations?[Self.revisionAnnotation]?.string
        generation = annotations?[Self.generationAnnotation]?.string
        members = annotations?[Self.membersAnnotation]?.string
        hooks = Self.hooks(annotations?[Self.hooksAnnotation]?.string ?? "")
        attempt = annotations?[Self.attemptAnnotation]?.string.flatMap(SyncAttempt.init)
        keptBefore = annotations?[Self.keptBeforeAnnotation]?.string
        moves = annotations?[Self.movesAnnotation]?.string.flatMap(Int.init) ?? 0
        former = Set((annotations?[Self.formerAnnotation]?.string ?? "").split(separator: ",").map(String.init))
    }

    /// `models/migrate-0a1b2c3d4e=succeeded,models/smoke-0a1b2c3d4e=failed`
    private static func hooks(_ text: String) -> [String: HookEnd] {
        let pairs = text.split(separator: ",").compactMap { entry -> (String, HookEnd)? in
            let parts = entry.split(separator: "=")
            guard parts.count == 2, let end = HookEnd(rawValue: String(parts[1])) else { return nil }
            return (String(parts[0]), end)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The parent as it is applied.
    package var parent: Value {
        var annotations = Object()
        annotations[Self.toolingAnnotation] = "lockstep/v1"
        annotations[Self.kindsAnnotation] = .string(kinds.map(\.description).sorted().joined(separator: ","))
        if let repository { annotations[Self.repositoryAnnotation] = .string(repository) }
        if let revision { annotations[Self.revisionAnnotation] = .string(revision) }
        if let generation { annotations[Self.generationAnnotation] = .string(generation) }
        if let members { annotations[Self.membersAnnotation] = .string(members) }
        if let text = attempt?.text { annotations[Self.attemptAnnotation] = .string(text) }
        if let keptBefore { annotations[Self.keptBeforeAnnotation] = .string(keptBefore) }
        if moves > 0 { annotations[Self.movesAnnotation] = .string("\(moves)") }
        if !former.isEmpty {
            annotations[Self.formerAnnotation] = .string(former.sorted().joined(separator: ","))
        }
        if !hooks.isEmpty {
            let ends = hooks.map { "\($0.key)=\($0.value.rawValue)" }.sorted()
            annotations[Self.hooksAnnotation] = .string(ends.joined(separator: ","))
        }
        return [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(parentName), "namespace": .string(namespace),
                "labels": .object([Self.idLabel: .string(id), "app.kubernetes.io/managed-by": "lockstep"]),
                "annotations": .object(annotations),
            ],
        ]
    }

    func says(theSameAs other: ApplySet) -> Bool { parent == other.parent }

    /// What its parent says in a list; nil where that has none.
    func found(in list: [Value], _ identity: ResourceIdentity) -> ApplySet? {
        list.first { LiveState.identity(of: $0, kind: identity.groupKind) == identity }
            .flatMap { ApplySet(parent: $0, environment: environment, namespace: namespace) }
    }

    /// Whether an object is its parent and says something of another commit. What was on its way when this one was
    /// written tells of the past.
    func isOfAnotherCommit(_ object: Value, _ identity: ResourceIdentity) -> Bool {
        guard let set = found(in: [object], identity), set.revision != revision else { return false }
        guard let version, let other = LiveCache.version(of: object) else { return true }
        return other > version
    }

    /// Whether a list has its parent, and that says something else.
    func isOther(than list: [Value], _ identity: ResourceIdentity) -> Bool {
        found(in: list, identity).map { !says(theSameAs: $0) } ?? false
    }

    private static func groupKind(_ text: String) -> GroupKind {
        guard let dot = text.firstIndex(of: ".") else { return GroupKind(group: "", kind: text) }
        return GroupKind(group: String(text[text.index(after: dot)...]), kind: String(text[..<dot]))
    }
}
