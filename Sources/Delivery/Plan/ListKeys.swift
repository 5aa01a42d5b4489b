import Manifests
import StructuredMerge

/// What tells the items of two versions of a list apart: `name=model`, `containerPort=80,protocol=TCP`, or the value
/// itself in a set.
struct ListKeys {
    /// In the order of the lists; no two of one list are equal.
    let old: [String]
    let new: [String]

    /// - Returns: nil where the items are known by their positions alone.
    init?(_ old: [Value], _ new: [Value], _ schema: TypeSchema?) {
        for name in Self.candidates(old, new, schema) {
            guard let before = Self.keys(of: old, name), let after = Self.keys(of: new, name) else { continue }
            (self.old, self.new) = (before, after)
            return
        }
        return nil
    }

    /// A key of one field without its name, where several are listed side by side.
    static func short(_ key: String) -> Value {
        let parts = key.split(separator: "=", maxSplits: 1)
        return .string(parts.count == 2 && !key.contains(",") ? String(parts[1]) : key)
    }

    private typealias Key = (Value) -> String?

    private static func candidates(_ old: [Value], _ new: [Value], _ schema: TypeSchema?) -> [Key] {
        let guesses: [Key] = ["name", "type", "key"].map { field in
            { item in item[field]?.string.map { "\(field)=\($0)" } }
        }
        switch schema?.listType {
        case .map(let fields)?: return [{ key(of: $0, fields, schema?.items) }] + guesses
        case .set?: return [text]
        case .atomic?, nil: return guesses
        }
    }

    /// An absent key field counts as its default: `protocol` is `TCP`.
    private static func key(of item: Value, _ fields: [String], _ schema: TypeSchema?) -> String? {
        guard item.object != nil else { return nil }
        let parts = fields.compactMap { field in
            (item[field] ?? schema?.defaultValue(of: field)).flatMap(text).map { "\(field)=\($0)" }
        }
        return parts.isEmpty ? nil : parts.joined(separator: ",")
    }

    private static func text(_ value: Value) -> String? {
        switch value {
        case .object, .array, .null: nil
        case .string(let text): text
        default: JSON.string(value)
        }
    }

    /// - Returns: nil unless each item has a key and no two are equal.
    private static func keys(of list: [Value], _ key: Key) -> [String]? {
        let keys = list.compactMap(key)
        return keys.count == list.count && Set(keys).count == keys.count ? keys : nil
    }
}
