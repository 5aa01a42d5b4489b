import Manifests
import StructuredMerge

/// Tools whose work a takeover continues: what they set and Git does not declare goes away. Everybody else's fields stay
/// theirs.
struct Predecessors: Sendable {
    private static let tools: Set<String> = [
        "kubectl", "kubectl-client-side-apply", "kubectl-create", "kubectl-replace", Merge.beforeFirstApply,
    ]

    /// Whether what they have added since Lockstep's first apply is taken back, too. What nobody is recorded for always
    /// is, else it would stay for ever when it leaves Git.
    private let heals: Bool
    /// Those whose fields are left alone (`spec.ignore.managers`): their work goes on.
    private let spared: Set<String>

    init(heals: Bool, spared: Set<String> = []) {
        self.heals = heals
        self.spared = spared
    }

    /// Whose fields of an object become Lockstep's with its next apply.
    func managers(of live: Value) -> Set<String> {
        let tools = heals || !Ownership.isApplied(live) ? Self.tools : [Merge.beforeFirstApply]
        return spared.isEmpty ? tools : tools.subtracting(spared)
    }

    /// Whether there is anything to take over. Cheap: it is asked of every object.
    func haveWorked(on live: Value) -> Bool {
        let entries = live[path: "metadata", "managedFields"]?.array ?? []
        let isFirst = heals || !entries.contains(where: Ownership.isOwnApply)
        return entries.isEmpty
            || entries.contains { entry in
                guard let name = entry["manager"]?.string, (entry["subresource"]?.string ?? "").isEmpty,
                    name == Merge.beforeFirstApply || isFirst && name.hasPrefix("kubectl")
                else { return false }
                return Self.tools.contains(name) && !spared.contains(name)
            }
    }

    /// Whether the entry is one that a takeover of its manager's work is about.
    static func isMeant(_ entry: Value) -> Bool {
        tools.contains(entry["manager"]?.string ?? "") && (entry["subresource"]?.string ?? "").isEmpty
    }
}
