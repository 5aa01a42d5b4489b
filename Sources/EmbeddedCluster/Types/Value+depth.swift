import Manifests

extension Value {
    /// Whether objects and lists stand within one another at more levels than that; looks no deeper itself.
    func isNested(deeperThan levels: Int) -> Bool {
        switch self {
        case .object(let members): levels < 1 || members.contains { $0.value.isNested(deeperThan: levels - 1) }
        case .array(let items): levels < 1 || items.contains { $0.isNested(deeperThan: levels - 1) }
        default: false
        }
    }
}
