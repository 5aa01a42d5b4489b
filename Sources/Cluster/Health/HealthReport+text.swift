package import Manifests

extension HealthReport {
    /// A list of `{"apiVersion", "kind", "namespace", "name", "status", "message", "location"}`, one an object;
    /// the namespace is null where there is none.
    package var json: Value {
        .array(
            entries.map { entry in
                [
                    "apiVersion": .string(entry.kind.apiVersion), "kind": .string(entry.kind.kind),
                    "namespace": entry.namespace.map(Value.string) ?? .null, "name": .string(entry.name),
                    "status": .string(entry.health.status.rawValue), "message": .string(entry.health.message),
                    "location": .string("\(entry.location)"),
                ]
            })
    }

    /// One line an object: status, kind and name, message, in columns.
    ///
    ///     Healthy      Deployment.apps models/scorer
    ///     Progressing  Pod models/scorer-0            pending
    package var lines: [String] {
        let widest = Health.Status.allCases.map(\.rawValue.count).max() ?? 0
        let names = entries.map(Self.name)
        let width = min(names.map(\.count).max() ?? 0, 60)
        return zip(entries, names).map { entry, name in
            let status = Self.padded(entry.health.status.rawValue, to: widest)
            guard !entry.health.message.isEmpty else { return "\(status)  \(name)" }
            return "\(status)  \(Self.padded(name, to: width))  \(entry.health.message)"
        }
    }

    private static func name(_ entry: Entry) -> String {
        HealthMessage.oneLine(
            "\(ResourceIdentity(groupKind: entry.kind.groupKind, namespace: entry.namespace, name: entry.name))")
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
