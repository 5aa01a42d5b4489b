import Manifests

extension Datum {
    /// Equality as `==` of the language means it; values of different kinds are never equal.
    static func equals(_ left: Datum, _ right: Datum) -> Bool {
        switch (left, right) {
        case (.string(let a), .string(let b)): Bytes.equal(a, b)
        case (.integer(let a), .integer(let b)): a == b
        case (.bool(let a), .bool(let b)): a == b
        case (.none, .none): true
        case (.double(let a), .double(let b)): a == b
        case (.json(let a), .json(let b)): a == b
        case (.time(let a), .time(let b)), (.span(let a), .span(let b)): a == b
        default: order(left, right) == 0
        }
    }

    /// A total order: by kind first, so that every set and map has one order on every run.
    static func order(_ left: Datum, _ right: Datum) -> Int {
        switch (left, right) {
        case (.string(let a), .string(let b)): Bytes.compare(a, b)
        case (.integer(let a), .integer(let b)), (.time(let a), .time(let b)), (.span(let a), .span(let b)):
            a < b ? -1 : a == b ? 0 : 1
        case (.double(let a), .double(let b)): a < b ? -1 : a == b ? 0 : 1
        case (.bool(let a), .bool(let b)): a == b ? 0 : a ? 1 : -1
        case (.json(let a), .json(let b)): orderJSON(a, b)
        case (.list(let a), .list(let b)): orderLists(a, b)
        case (.jsonList(let a), .jsonList(let b)): orderLists(a.map { .json($0) }, b.map { .json($0) })
        case (.jsonList(let a), .list(let b)): orderLists(a.map { .json($0) }, b)
        case (.list(let a), .jsonList(let b)): orderLists(a, b.map { .json($0) })
        case (.object(let a), .object(let b)): orderBoxes(a, b)
        default: left.rank - right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .none: 0
        case .bool: 1
        case .integer: 2
        case .double: 3
        case .string: 4
        case .json: 5
        case .list, .jsonList: 6
        case .time: 7
        case .span: 8
        case .object: 9
        case .missing: 10
        }
    }

    private static func orderJSON(_ left: Value, _ right: Value) -> Int {
        left == right ? 0 : Bytes.compare(JSON.string(left), JSON.string(right))
    }

    private static func orderLists(_ left: [Datum], _ right: [Datum]) -> Int {
        for (a, b) in zip(left, right) {
            let order = order(a, b)
            if order != 0 { return order }
        }
        return left.count - right.count
    }

    private static func orderBoxes(_ left: Box, _ right: Box) -> Int {
        if left === right { return 0 }
        switch (left, right) {
        case (let a as QuantityBox, let b as QuantityBox):
            return a.quantity.nano < b.quantity.nano ? -1 : a.quantity.nano == b.quantity.nano ? 0 : 1
        case (let a as Record, let b as Record):
            // Two subjects are one by name: what groups they were read with says nothing of who they are.
            if a.nominal == StandardRecords.subject, b.nominal == a.nominal, let x = a.fields.first,
                let y = b.fields.first
            {
                return order(x, y)
            }
            return a.nominal == b.nominal ? orderLists(a.fields, b.fields) : a.nominal.index - b.nominal.index
        case (let a as SetBox, let b as SetBox): return orderLists(a.elements, b.elements)
        case (let a as MapBox, let b as MapBox):
            let keys = orderLists(a.keys, b.keys)
            return keys == 0 ? orderLists(a.values, b.values) : keys
        case (let a as any Named, let b as any Named): return Bytes.compare(a.text, b.text)
        default: return ObjectIdentifier(left) < ObjectIdentifier(right) ? -1 : 1
        }
    }

    /// The value as a message shows it; absence is `<none>`, so that no message is lost for want of a value.
    var text: String {
        switch self {
        case .none: "<none>"
        case .missing: "<missing>"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): JSON.string(.double(value))
        case .string(let value): value
        case .json(.string(let value)): value
        case .json(let value): JSONText.spaced(value)
        case .list(let elements): "[" + elements.map(\.quotedText).joined(separator: ", ") + "]"
        case .jsonList(let elements): "[" + elements.map { JSONText.spaced($0) }.joined(separator: ", ") + "]"
        case .time(let milliseconds): TimestampText.write(milliseconds)
        case .span(let milliseconds): TimestampText.writeSpan(milliseconds)
        case .object(let box): Self.text(of: box)
        }
    }

    /// As an element of a list: strings in quotation marks.
    var quotedText: String {
        if case .string(let value) = self { JSON.string(.string(value)) } else { text }
    }

    private static func text(of box: Box) -> String {
        switch box {
        case let box as QuantityBox: box.quantity.text
        case let box as SetBox: "[" + box.elements.map(\.quotedText).joined(separator: ", ") + "]"
        case let box as MapBox:
            box.keys.isEmpty
                ? "[:]"
                : "["
                    + zip(box.keys, box.values).map { "\($0.quotedText): \($1.quotedText)" }.joined(separator: ", ")
                    + "]"
        case let box as Record:
            box.nominal == StandardRecords.subject
                ? box.fields.first?.text ?? "" : "(" + box.fields.map(\.quotedText).joined(separator: ", ") + ")"
        case let box as RangeBox: box.lower.text + (box.isClosed ? "..." : "..<") + box.upper.text
        case let box as any Named: box.text
        default: "<value>"
        }
    }
}

/// A box whose identity and text are one string.
protocol Named {
    var text: String { get }
}

/// Records of the library that the engine itself makes.
enum StandardRecords {
    static let subject = Catalogue.standard.id("Subject")
}
