import Manifests

extension Datum {
    /// Equality over all types: values of different types are different, numbers are compared by value.
    func equals(_ other: Datum) throws(EvaluationError) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
        case (.bytes(let a), .bytes(let b)): return a == b
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return a == b
        case (.list(let a), .list(let b)): return try a.equals(b)
        case (.map(let a), .map(let b)): return try a.equals(b)
        case (.optional(nil), .optional(nil)): return true
        case (.optional(let a?), .optional(let b?)): return try a.equals(b)
        case (.opaque(let a), .opaque(let b)): return a.isEqual(to: b)
        case (.preserved(let a), .preserved(let b)): return a == b
        case (.int, _), (.uint, _), (.double, _): return numberOrder(other) == .equal
        default: return false
        }
    }

    enum Order: Int64 {
        case less = -1
        case equal = 0
        case greater = 1
    }

    /// Nil where one is no number, or not a number.
    func numberOrder(_ other: Datum) -> Order? {
        switch (self, other) {
        case (.int(let a), .int(let b)): Self.order(a, b)
        case (.uint(let a), .uint(let b)): Self.order(a, b)
        case (.double(let a), .double(let b)): a.isNaN || b.isNaN ? nil : Self.order(a, b)
        case (.int(let a), .uint(let b)): a < 0 ? .less : Self.order(UInt64(a), b)
        case (.uint(let a), .int(let b)): b < 0 ? .greater : Self.order(a, UInt64(b))
        case (.int(let a), .double(let b)): Self.order(Int128(a), b)
        case (.uint(let a), .double(let b)): Self.order(Int128(a), b)
        case (.double(let a), .int(let b)): Self.order(Int128(b), a).map(Self.reversed)
        case (.double(let a), .uint(let b)): Self.order(Int128(b), a).map(Self.reversed)
        default: nil
        }
    }

    private static func reversed(_ order: Order) -> Order { Order(rawValue: -order.rawValue) ?? .equal }

    static func order<Element: Comparable>(_ a: Element, _ b: Element) -> Order {
        a == b ? .equal : a < b ? .less : .greater
    }

    private static func order(_ integer: Int128, _ double: Double) -> Order? {
        if double.isNaN { return nil }
        if double >= 0x1p64 { return .less }
        if double < -0x1p63 { return .greater }
        let whole = Int128(double)
        if whole != integer { return order(integer, whole) }
        let fraction = double - Double(whole)
        return fraction > 0 ? .less : fraction < 0 ? .greater : .equal
    }

    /// The order of `<`; a fault for types that have none or that differ.
    func order(_ other: Datum) throws(EvaluationError) -> Order {
        switch (self, other) {
        case (.bool(let a), .bool(let b)): return Self.order(a ? 1 : 0, b ? 1 : 0)
        case (.string(let a), .string(let b)): return Self.order(a.utf8, b.utf8)
        case (.bytes(let a), .bytes(let b)): return Self.order(a, b)
        case (.timestamp(let a), .timestamp(let b)): return Self.order(a, b)
        case (.duration(let a), .duration(let b)): return Self.order(a, b)
        default:
            switch (self, other) {
            case (.double(let a), _) where a.isNaN, (_, .double(let a)) where a.isNaN:
                throw .fault("NaN values cannot be ordered")
            default: break
            }
            guard let order = numberOrder(other) else { throw .noSuchOverload }
            return order
        }
    }

    private static func order<Bytes: Sequence>(_ a: Bytes, _ b: Bytes) -> Order where Bytes.Element == UInt8 {
        if a.elementsEqual(b) { return .equal }
        return a.lexicographicallyPrecedes(b) ? .less : .greater
    }
}

extension ListDatum {
    /// In any order where the elements have an identity of their own (sets and maps of Kubernetes).
    func equals(_ other: ListDatum) throws(EvaluationError) -> Bool {
        guard count == other.count else { return false }
        if isSameReading(as: other) { return true }
        switch identity {
        case .position:
            for index in 0..<count {
                guard try element(index).equals(try other.element(index)) else { return false }
            }
            return true
        case .value:
            let own = try elements()
            for element in try other.elements() {
                guard try own.firstIndex(equalTo: element) != nil else { return false }
            }
            return true
        case .keys(let keys):
            var own: [[MapKey?]: Datum] = [:]
            for element in try elements() { own[try element.keyed(by: keys)] = element }
            for element in try other.elements() {
                guard let match = own[try element.keyed(by: keys)], try match.equals(element) else { return false }
            }
            return true
        }
    }

    /// The union of sets, the merge of map lists, the concatenation of all others.
    func adding(_ other: ListDatum) throws(EvaluationError) -> ListDatum {
        guard count + other.count <= EvaluationLimits.elements else { throw .costExceeded }
        var result = try elements()
        switch identity {
        case .position: result += try other.elements()
        case .value:
            for element in try other.elements() where try result.firstIndex(equalTo: element) == nil {
                result.append(element)
            }
        case .keys(let keys):
            var places: [[MapKey?]: Int] = [:]
            for (index, element) in result.enumerated() { places[try element.keyed(by: keys)] = index }
            for element in try other.elements() {
                let key = try element.keyed(by: keys)
                if let place = places[key] {
                    result[place] = element
                } else {
                    places[key] = result.count
                    result.append(element)
                }
            }
        }
        return ListDatum(result, identity: identity)
    }
}

extension [Datum] {
    func firstIndex(equalTo wanted: Datum) throws(EvaluationError) -> Int? {
        for index in indices where try self[index].equals(wanted) { return index }
        return nil
    }
}

extension Datum {
    /// What identifies an element of a map list.
    fileprivate func keyed(by keys: [String]) throws(EvaluationError) -> [MapKey?] {
        guard case .map(let map) = self else { throw .noSuchOverload }
        var found: [MapKey?] = []
        for key in keys { found.append(try map.value(.string(key)).flatMap(MapKey.init)) }
        return found
    }
}

extension MapDatum {
    func equals(_ other: MapDatum) throws(EvaluationError) -> Bool {
        guard count == other.count else { return false }
        if let own = reading, let others = other.reading {
            if own.schema === others.schema, own.object == others.object { return true }
            // What no schema describes is compared as it is written.
            for member in own.object where own.schema.visibleName(of: member.key) == nil {
                if let value = others.object[member.key], value != member.value { return false }
            }
        }
        for key in keys {
            guard let value = try other.value(key), let own = try self.value(key) else {
                // A null of an object is there for neither.
                if reading != nil, try self.value(key) == nil, try other.value(key) == nil { continue }
                return false
            }
            guard try own.equals(value) else { return false }
        }
        return true
    }
}
