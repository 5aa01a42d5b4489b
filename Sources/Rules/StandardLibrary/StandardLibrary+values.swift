import Manifests

extension StandardLibrary {
    private static func quantity(_ datum: Datum) throws(Fault) -> Quantity {
        try box(datum, QuantityBox.self, "a quantity").quantity
    }
    private static func image(_ datum: Datum) throws(Fault) -> ImageReference {
        try box(datum, ImageReference.self, "an image")
    }
    private static func version(_ datum: Datum) throws(Fault) -> SemanticVersion {
        try box(datum, VersionBox.self, "a version").version
    }

    static let values: Table = [
        "Quantity.init(_:)": .unary { (a, _) throws(Fault) in
            Quantity(try text(a)).map { .object(QuantityBox($0)) } ?? .none
        },
        "Quantity.integer": .unary { (a, _) throws(Fault) in try quantity(a).integer.map { .integer($0) } ?? .none },
        "Quantity.milli": .unary { (a, _) throws(Fault) in try quantity(a).milli.map { .integer($0) } ?? .none },
        "Quantity.description": .unary { (a, _) throws(Fault) in .string(a.text) },
        "Quantity.ratio(to:)": .binary { (a, b, _) throws(Fault) in
            let (left, right) = (try quantity(a), try quantity(b))
            return right.nano == 0 ? .none : .double(left.double / right.double)
        },
        "Quantity.isAtMost(_:times:)": .many { (arguments, _) throws(Fault) in
            let (left, right) = (try quantity(arguments[0]), try quantity(arguments[2]))
            guard let factor = Quantity(try text(arguments[1])) else {
                throw Fault(.invalid(expected: "a number", found: try text(arguments[1])))
            }
            let (product, overflow) = right.nano.multipliedReportingOverflow(by: factor.nano)
            let (scaled, other) = left.nano.multipliedReportingOverflow(by: 1_000_000_000)
            if overflow || other { throw Fault(.overflow) }
            return .bool(scaled <= product)
        },
        "ImageRef.init(_:)": .unary { (a, _) throws(Fault) in .object(ImageReference(try text(a))) },
        "ImageRef.name": .unary { (a, _) throws(Fault) in .string(try image(a).name) },
        "ImageRef.text": .unary { (a, _) throws(Fault) in .string(try image(a).text) },
        "ImageRef.description": .unary { (a, _) throws(Fault) in .string(try image(a).text) },
        "ImageRef.registry": .unary { (a, _) throws(Fault) in .string(try image(a).registry) },
        "ImageRef.repository": .unary { (a, _) throws(Fault) in .string(try image(a).repository) },
        "ImageRef.tag": .unary { (a, _) throws(Fault) in optional(try image(a).tag) },
        "ImageRef.digest": .unary { (a, _) throws(Fault) in optional(try image(a).digest) },
        "ImageRef.matches(anyOf:)": .binary { (a, b, frame) throws(Fault) in
            let (reference, patterns) = (try image(a), try Elements(b))
            try frame.burn(patterns.count)
            for index in 0..<patterns.count where reference.matches(pattern: try text(patterns[index])) {
                return .bool(true)
            }
            return .bool(false)
        },
        "SemVer.init(_:)": .unary { (a, _) throws(Fault) in
            SemanticVersion(try text(a)).map { .object(VersionBox($0)) } ?? .none
        },
        "SemVer.major": .unary { (a, _) throws(Fault) in .integer(try version(a).parts[0]) },
        "SemVer.minor": .unary { (a, _) throws(Fault) in .integer(try version(a).parts[1]) },
        "SemVer.patch": .unary { (a, _) throws(Fault) in .integer(try version(a).parts[2]) },
        "SemVer.description": .unary { (a, _) throws(Fault) in .string(try version(a).text) },
        "CIDR.init(_:)": .unary { (a, _) throws(Fault) in Network(try text(a)).map { .object(NetworkBox($0)) } ?? .none
        },
        "CIDR.description": .unary { (a, _) throws(Fault) in .string(a.text) },
        "CIDR.contains(_:)": .binary { (a, b, _) throws(Fault) in
            let network = try box(a, NetworkBox.self, "a network").network
            if case .object(let other as NetworkBox) = b { return .bool(network.contains(other.network)) }
            guard let other = Network(try text(b)) else {
                throw Fault(.invalid(expected: "an address", found: try text(b)))
            }
            return .bool(network.contains(other))
        },
        "LabelSelector.init(_:)": .unary { (a, _) throws(Fault) in
            guard let selector = LabelSelector(try value(a)) else {
                throw Fault(.invalid(expected: "a label selector", found: a.text))
            }
            return .object(SelectorBox(selector))
        },
        "LabelSelector.matches(_:)": .binary { (a, b, frame) throws(Fault) in
            let selector = try box(a, SelectorBox.self, "a label selector").selector
            let labels = try box(b, MapBox.self, "labels")
            try frame.burn(selector.requirements.count)
            return .bool(
                selector.matches { key in
                    if case .string(let value) = labels.value(.string(key)) { value } else { nil }
                })
        },
        "Group.init(_:)": .unary { (a, _) throws(Fault) in a },
        "Subject.init(_:groups:)": .many { (arguments, _) throws(Fault) in
            var groups: [Datum] = []
            if arguments.count > 1, case .list(let given) = arguments[1] { groups = given }
            return .object(Record(StandardRecords.subject, [arguments[0], .object(SetBox(groups))]))
        },
        "Subject.isMember(of:)": .binary { (a, b, _) throws(Fault) in
            let subject = try box(a, Record.self, "a subject")
            guard subject.fields.count == 2, case .object(let groups as SetBox) = subject.fields[1] else {
                throw Fault(.missing("the groups of '\(a.text)'"))
            }
            return .bool(groups.contains(b))
        },
        "Action.description": .unary { (a, _) throws(Fault) in a },
        "Request.with(_:_:)": .many { (arguments, _) throws(Fault) in
            guard case .list(let path) = arguments[1] else { throw Fault(.missing("a key path")) }
            var indices: [Int] = []
            for step in path { indices.append(try integer(step)) }
            return try replacing(arguments[0], indices, with: arguments[2])
        },
    ]

    private static func replacing(_ datum: Datum, _ path: [Int], with value: Datum) throws(Fault) -> Datum {
        guard let index = path.first else { return value }
        let record = try box(datum, Record.self, "a struct")
        guard record.fields.indices.contains(index) else { throw Fault(.index(index, count: record.fields.count)) }
        var fields = record.fields
        fields[index] = try replacing(fields[index], Array(path.dropFirst()), with: value)
        return .object(Record(record.nominal, fields))
    }
}
