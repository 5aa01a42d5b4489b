import Manifests

/// An answer without what differs from server to server and from run to run: times, uids, versions, addresses.
enum MaskedAnswer {
    private static let volatile: Set<String> = [
        "uid", "creationTimestamp", "deletionTimestamp", "resourceVersion", "time", "continue", "selfLink", "renewTime",
        "acquireTime", "clusterIP", "clusterIPs", "remainingItemCount", "lastTransitionTime", "lastUpdateTime",
    ]

    static func of(_ value: Value) -> Value {
        switch value {
        case .object(let object):
            return .object(
                Object(
                    object.compactMap {
                        volatile.contains($0.key) ? nil : Object.Member(key: $0.key, value: of($0.value))
                    }))
        case .array(let items):
            let masked = items.map(of)
            // The causes of a conflict, and the entries of managedFields, come in any order.
            let isUnordered =
                !masked.isEmpty
                && masked.allSatisfy {
                    ($0["reason"] != nil && $0["field"] != nil) || $0["fieldsV1"] != nil
                }
            return .array(isUnordered ? masked.sorted { JSON.string($0) < JSON.string($1) } : masked)
        case .string(let text): return .string(masked(text))
        default: return value
        }
    }

    private static func masked(_ text: String) -> String {
        var text = text.replacing(/\d{4}-\d\d-\d\dT[\d:.]+Z/, with: "<time>")
        text = text.replacing(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "<uid>")
        if text.wholeMatch(of: /\d+s/) != nil { return "<age>" }
        if text.wholeMatch(of: /gen-[a-z0-9]{5}/) != nil { return "gen-<random>" }
        guard text.hasPrefix("Apply failed with") else { return text }
        return text.split(separator: "\n").sorted().joined(separator: "\n")
    }

    /// Where two masked answers differ first; nil where they agree.
    static func difference(_ wanted: Value, _ found: Value, at place: String = "") -> String? {
        switch (wanted, found) {
        case (.object(let a), .object(let b)):
            for key in Set(a.keys).union(b.keys).sorted() {
                guard let left = a[key] else { return "\(place).\(key): not expected: \(JSON.string(b[key] ?? .null))" }
                guard let right = b[key] else { return "\(place).\(key): missing" }
                if let difference = difference(left, right, at: "\(place).\(key)") { return difference }
            }
            return nil
        case (.array(let a), .array(let b)):
            guard a.count == b.count else { return "\(place): expected \(a.count) items, found \(b.count)" }
            for (index, pair) in zip(a, b).enumerated() {
                if let difference = difference(pair.0, pair.1, at: "\(place)[\(index)]") { return difference }
            }
            return nil
        default:
            return wanted == found
                ? nil : "\(place): expected \(JSON.string(wanted)), found \(JSON.string(found))"
        }
    }
}
