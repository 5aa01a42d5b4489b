import Manifests
import StructuredMerge

/// What a server says of a quota that an object would exceed (the admission plugin `ResourceQuota`):
/// `exceeded quota: NAME, requested: cpu=400m, used: cpu=900m, limited: cpu=1`.
struct ExceededQuota {
    private let name: String
    private let requested: [String: Quantity]
    private let used: [String: Quantity]
    private let limited: [String: Quantity]

    init?(_ fault: String) {
        guard let start = fault.firstRange(of: "exceeded quota: ") else { return nil }
        let parts = fault[start.upperBound...].components(separatedBy: [", requested: ", ", used: ", ", limited: "])
        guard parts.count == 4 else { return nil }
        name = parts[0]
        (requested, used, limited) = (Self.amounts(parts[1]), Self.amounts(parts[2]), Self.amounts(parts[3]))
    }

    private static func amounts(_ text: String) -> [String: Quantity] {
        let pairs = text.split(separator: ",").compactMap { item -> (String, Quantity)? in
            let parts = item.split(separator: "=")
            guard parts.count == 2, let amount = Quantity(parsing: String(parts[1])) else { return nil }
            return (String(parts[0]), amount)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Whether there is room once the old object is gone.
    ///
    /// - Parameter old: what the same quota says to another like that object.
    func isMet(withoutShareOf old: ExceededQuota) -> Bool {
        guard name == old.name, !requested.isEmpty else { return false }
        return requested.allSatisfy { resource, amount in
            guard let used = used[resource], let limit = limited[resource], let share = old.requested[resource] else {
                return false
            }
            return !(limit < used.adding(share.negated).adding(amount))
        }
    }
}

extension Substring {
    /// The parts between separators that come in this order.
    fileprivate func components(separatedBy separators: [String]) -> [String] {
        var (parts, rest): ([String], Substring) = ([], self)
        for separator in separators {
            guard let range = rest.firstRange(of: separator) else { return [] }
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
