import Manifests

/// A step of a compiled policy.
///
/// INVARIANT: immutable after compilation, so that one policy may be evaluated by many threads, each with its own frame.
class Node: @unchecked Sendable {
    let offset: Int

    init(_ offset: Int) { self.offset = offset }

    func evaluate(_ frame: Frame) throws(Fault) -> Datum { .none }

    /// The value of a condition.
    func isTrue(_ frame: Frame) throws(Fault) -> Bool {
        if case .bool(let value) = try evaluate(frame) { return value }
        throw Fault(.missing("the value of a condition"), at: offset)
    }

    var constant: Datum? { nil }
}

final class ConstantNode: Node, @unchecked Sendable {
    let value: Datum

    init(_ value: Datum, _ offset: Int) {
        self.value = value
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum { value }
    override var constant: Datum? { value }
}

final class SlotNode: Node, @unchecked Sendable {
    let slot: Int

    init(_ slot: Int, _ offset: Int) {
        self.slot = slot
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum { frame.slots[slot] }
}

final class FieldNode: Node, @unchecked Sendable {
    let base: Node
    let index: Int
    let name: String
    let isChained: Bool

    init(_ base: Node, _ index: Int, _ name: String, isChained: Bool, _ offset: Int) {
        self.base = base
        self.index = index
        self.name = name
        self.isChained = isChained
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        guard case .object(let box) = try base.evaluate(frame), let record = box as? Record, index < record.fields.count
        else {
            if isChained { return .none }
            throw Fault(.missing("the value that '\(name)' is read from"), at: offset)
        }
        let value = record.fields[index]
        if case .missing = value { throw Fault(.missing("'\(name)'"), at: offset) }
        return value
    }
}

final class ListNode: Node, @unchecked Sendable {
    enum Shape { case list, set, json }
    let elements: [Node]
    let shape: Shape

    init(_ elements: [Node], _ shape: Shape, _ offset: Int) {
        self.elements = elements
        self.shape = shape
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        var values: [Datum] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try element.evaluate(frame)) }
        try frame.burn(values.count)
        switch shape {
        case .list: return .list(values)
        case .set: return .object(SetBox(values))
        case .json: return .json(.array(values.map { JSONText.value($0) }))
        }
    }
}

final class RecordNode: Node, @unchecked Sendable {
    let nominal: NominalID
    let fields: [Node]

    init(_ nominal: NominalID, _ fields: [Node], _ offset: Int) {
        self.nominal = nominal
        self.fields = fields
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        var values: [Datum] = []
        for field in fields { values.append(try field.evaluate(frame)) }
        return .object(Record(nominal, values))
    }
}

final class TextNode: Node, @unchecked Sendable {
    let pieces: [Node]
    /// About how long the text becomes, in bytes.
    private let size: Int

    init(_ pieces: [Node], _ offset: Int) {
        self.pieces = pieces
        size = pieces.reduce(0) { size, piece in
            if case .string(let text)? = piece.constant { size + text.utf8.count } else { size + 24 }
        }
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        var text = ""
        text.reserveCapacity(min(size, Limits.stringBytes))
        for piece in pieces {
            let value = try piece.evaluate(frame)
            let part = if case .string(let plain) = value { plain } else { value.text }
            try frame.burn(1 + part.utf8.count / 16)
            text += part
            if text.utf8.count > Limits.stringBytes { throw Fault(.tooLarge("a string"), at: offset) }
        }
        return .string(text)
    }
}
