/// The conditions of a rule of access: all must hold.
struct ConditionList: Sendable {
    enum Element: Sendable {
        case bind(Int, Node)
        case condition(Node)
    }

    let elements: [Element]

    func holds(_ frame: Frame) throws(Fault) -> Bool {
        for element in elements {
            switch element {
            case .bind(let slot, let node): frame.slots[slot] = try node.evaluate(frame)
            case .condition(let node): if !(try node.isTrue(frame)) { return false }
            }
        }
        return true
    }
}

/// Notes the value of an expression for an explanation.
final class TraceNode: Node, @unchecked Sendable {
    let inner: Node

    init(_ inner: Node) {
        self.inner = inner
        super.init(inner.offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        let value = try inner.evaluate(frame)
        if let count = frame.trace?.count, count < 500, Self.tells(value) {
            frame.trace?.append(TraceEntry(offset: offset, value: String(value.quotedText.prefix(120))))
        }
        return value
    }

    /// A whole review or request says nothing: the parts of it that are read are told each.
    private static func tells(_ value: Datum) -> Bool {
        switch value {
        case .object(let record as Record): record.nominal != StandardRecords.request
        case .object(let box):
            box is any Named || box is SetBox || box is MapBox || box is QuantityBox || box is RangeBox
        default: true
        }
    }
}
