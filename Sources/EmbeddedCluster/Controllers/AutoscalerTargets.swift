import Manifests
import Synchronization

/// Which autoscalers scale what, kept up with every change.
final class AutoscalerTargets: Sendable {
    /// In whatever version.
    private struct Target: Hashable {
        var group: String
        var kind: String
        var namespace: String
        var name: String
    }

    private let known = Mutex<[Target: Set<ObjectReference>]>([:])

    /// - Returns: the autoscalers whose target changed.
    func note(_ change: ObjectChange) -> [ObjectReference] {
        guard let object = change.after ?? change.before else { return [] }
        guard change.kind == .autoscaler else {
            return known.withLock { known in
                if known.isEmpty { return [] }
                let target = Target(
                    group: change.kind.group, kind: change.kind.kind, namespace: object.objectNamespace ?? "",
                    name: object.objectName)
                return (known[target] ?? []).sorted { $0.name < $1.name }
            }
        }
        let reference = ObjectReference(
            kind: .autoscaler, namespace: object.objectNamespace, name: object.objectName)
        known.withLock { known in
            if let target = change.before.map(Self.target), known[target]?.remove(reference) != nil,
                known[target]?.isEmpty ?? false
            {
                known[target] = nil
            }
            if let after = change.after { known[Self.target(of: after), default: []].insert(reference) }
        }
        return []
    }

    private static func target(of autoscaler: Value) -> Target {
        let kind = AutoscalerController.targetKind(of: autoscaler)
        return Target(
            group: kind.group, kind: kind.kind, namespace: autoscaler.objectNamespace ?? "",
            name: autoscaler.spec["scaleTargetRef"]?["name"]?.string ?? "")
    }
}
