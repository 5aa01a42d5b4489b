import Manifests

extension StandardLibrary {
    static let collections: Table = {
        var table: Table = [
            "Array.sum(_:)": .sequence(.sum), "Array.count(where:)": .sequence(.count),
            "Array.distinct(_:)": .sequence(.distinct), "Array.flatMap(_:)": .sequence(.flatMap),
            "Array.first(where:)": .sequence(.first), "Set.filter(_:)": .sequence(.filter),
            "Array.filter(_:)": .sequence(.filter),
            "Array.first": .unary { (a, _) throws(Fault) in
                let elements = try Elements(a)
                return elements.count > 0 ? elements[0] : .none
            },
            "Array.last": .unary { (a, _) throws(Fault) in
                let elements = try Elements(a)
                return elements.count > 0 ? elements[elements.count - 1] : .none
            },
            "Array.subscript(_:)": .binary { (a, b, _) throws(Fault) in
                let (elements, index) = (try Elements(a), try integer(b))
                guard index >= 0, index < elements.count else { throw Fault(.index(index, count: elements.count)) }
                return elements[index]
            },
            "Array.enumerated()": .unary { (a, frame) throws(Fault) in
                let elements = try Elements(a)
                try frame.burn(elements.count)
                return .list(
                    (0..<elements.count).map {
                        .object(Record(Catalogue.known.enumerated, [.integer($0), elements[$0]]))
                    })
            },
            "Array.min()": .unary { (a, _) throws(Fault) in try list(a).min { Datum.order($0, $1) < 0 } ?? .none },
            "Array.max()": .unary { (a, _) throws(Fault) in try list(a).max { Datum.order($0, $1) < 0 } ?? .none },
            "Array.joined(separator:)": .binary { (a, b, frame) throws(Fault) in
                let (parts, separator) = (try list(a).map(\.text), try text(b))
                let size = parts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count }
                try frame.burn(parts.count + size / 16)
                guard size <= Limits.stringBytes else { throw Fault(.tooLarge("a string")) }
                return .string(parts.joined(separator: separator))
            },
            "Set.init(_:)": .unary { (a, frame) throws(Fault) in
                let elements = try list(a)
                try frame.burn(elements.count * 4)
                return .object(SetBox(elements))
            },
            "Set.union(_:)": .binary { (a, b, frame) throws(Fault) in
                let all = try list(a) + (try list(b))
                try frame.burn(all.count * 4)
                return .object(SetBox(all))
            },
            "Set.intersection(_:)": .binary { (a, b, frame) throws(Fault) in try cut(a, b, keeps: true, frame) },
            "Set.subtracting(_:)": .binary { (a, b, frame) throws(Fault) in try cut(a, b, keeps: false, frame) },
            "Set.isSubset(of:)": .binary { (a, b, frame) throws(Fault) in
                let other = try box(b, SetBox.self, "a set")
                let elements = try list(a)
                try frame.burn(elements.count)
                return .bool(elements.allSatisfy { other.contains($0) })
            },
            "Set.isDisjoint(with:)": .binary { (a, b, frame) throws(Fault) in .bool(!(try meets(a, b, frame))) },
            "Set.intersects(_:)": .binary { (a, b, frame) throws(Fault) in .bool(try meets(a, b, frame)) },
            "Range.contains(_:)": .binary { (a, b, _) throws(Fault) in
                .bool(Ranges.contains(try box(a, RangeBox.self, "a range"), b))
            },
            "ClosedRange.contains(_:)": .binary { (a, b, _) throws(Fault) in
                .bool(Ranges.contains(try box(a, RangeBox.self, "a range"), b))
            },
            "Dictionary.keys": .unary { (a, _) throws(Fault) in .list(try box(a, MapBox.self, "a dictionary").keys) },
            "Dictionary.subscript(_:)": .binary { (a, b, _) throws(Fault) in
                try box(a, MapBox.self, "a dictionary").value(b)
            },
            "RawRepresentable.rawValue": .unary { (a, _) throws(Fault) in a },
            "Actions.contains(_:)": .binary { (a, b, _) throws(Fault) in
                if case .string("all") = a { return .bool(true) }
                return .bool(try list(a).contains { Datum.equals($0, b) })
            },
        ]
        for name in ["Array", "Set", "Dictionary"] {
            table["\(name).contains(where:)"] = .sequence(.contains)
            table["\(name).allSatisfy(_:)"] = .sequence(.all)
            table["\(name).map(_:)"] = .sequence(.map)
            table["\(name).compactMap(_:)"] = .sequence(.compactMap)
        }
        for name in ["Array", "Set", "Dictionary", "Keys"] {
            table["\(name).count"] = .unary { (a, _) throws(Fault) in .integer(try Elements(a).count) }
            table["\(name).isEmpty"] = .unary { (a, _) throws(Fault) in .bool(try Elements(a).count == 0) }
            table["\(name).contains(_:)"] = .binary { (a, b, frame) throws(Fault) in
                if case .object(let box as SetBox) = a { return .bool(box.contains(b)) }
                let elements = try Elements(a)
                try frame.burn(elements.count)
                for index in 0..<elements.count where Datum.equals(elements[index], b) { return .bool(true) }
                return .bool(false)
            }
            table["\(name).sorted()"] = .unary { (a, frame) throws(Fault) in
                let elements = try list(a)
                try frame.burn(elements.count * 4)
                return .list(elements.sorted { Datum.order($0, $1) < 0 })
            }
        }
        return table
    }()

    private static func cut(_ left: Datum, _ right: Datum, keeps: Bool, _ frame: Frame) throws(Fault) -> Datum {
        let other = try box(right, SetBox.self, "a set")
        let elements = try list(left)
        try frame.burn(elements.count)
        return .object(SetBox(elements.filter { other.contains($0) == keeps }))
    }

    private static func meets(_ left: Datum, _ right: Datum, _ frame: Frame) throws(Fault) -> Bool {
        let other = try box(right, SetBox.self, "a set")
        let elements = try Elements(left)
        try frame.burn(elements.count)
        for index in 0..<elements.count where other.contains(elements[index]) { return true }
        return false
    }
}
