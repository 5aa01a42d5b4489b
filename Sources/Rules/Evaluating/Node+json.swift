import Manifests

/// A member of a typed object: absence is nil where the type is optional, and a fault where it is not.
final class JSONMemberNode: Node, @unchecked Sendable {
    let base: Node
    let key: String
    let shape: Shape
    let isChained: Bool

    init(_ base: Node, _ key: String, _ shape: Shape, isChained: Bool, _ offset: Int) {
        self.base = base
        self.key = key
        self.shape = shape
        self.isChained = isChained
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        let value: Value
        switch try base.evaluate(frame) {
        case .json(let json): value = json
        case .none where isChained: return .none
        default: throw Fault(.missing("the object that '\(key)' is read from"), at: offset)
        }
        guard case .object(let object) = value else {
            throw Fault(
                .wrongType(expected: "an object", found: value.kindInWords, what: "what '\(key)' is read from"),
                at: offset)
        }
        guard let member = object[key], !member.isNull else {
            if case .optional = shape { return .none }
            throw Fault(.missing("'\(key)'"), at: offset)
        }
        do throws(ShapeError) { return try shape.datum(member, isStrict: false) } catch {
            throw Fault(
                .wrongType(
                    expected: "the type of the schema", found: error.message,
                    what: "'\(error.below(.key(key)).path.text)'"),
                at: offset)
        }
    }
}
