import Manifests

/// The elements of anything that can be iterated, by index, without a copy.
enum Elements {
    case data([Datum])
    case json([Value])
    case range(Int, Int)
    case map(MapBox)

    init(_ datum: Datum) throws(Fault) {
        switch datum {
        case .list(let list): self = .data(list)
        case .jsonList(let list): self = .json(list)
        case .object(let box as SetBox): self = .data(box.elements)
        case .object(let box as MapBox): self = .map(box)
        case .object(let box as RangeBox):
            guard case .integer(let low) = box.lower, case .integer(let high) = box.upper else {
                throw Fault(.wrongType(expected: "a range of integers", found: "another", what: "'for'"))
            }
            let (end, overflow) = box.isClosed ? high.addingReportingOverflow(1) : (high, false)
            if overflow { throw Fault(.overflow) }
            guard low <= end else {
                throw Fault(.invalid(expected: "a range that runs upwards", found: "\(low)..<\(end)"))
            }
            self = .range(low, end)
        default: throw Fault(.wrongType(expected: "a list", found: datum.text, what: "'for'"))
        }
    }

    var count: Int {
        switch self {
        case .data(let list): list.count
        case .json(let list): list.count
        case .range(let low, let high): high - low
        case .map(let box): box.keys.count
        }
    }

    subscript(index: Int) -> Datum {
        switch self {
        case .data(let list): list[index]
        case .json(let list): .json(list[index])
        case .range(let low, _): .integer(low + index)
        case .map(let box): .object(Record(Catalogue.known.entry, [box.keys[index], box.values[index]]))
        }
    }
}
