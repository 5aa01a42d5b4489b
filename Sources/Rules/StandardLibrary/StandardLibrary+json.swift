import Manifests

extension StandardLibrary {
    /// A value of another type than asked for is a fault; only absence is absent.
    private static func wrong(_ expected: String, _ value: Value) -> Fault {
        Fault(.wrongType(expected: expected, found: value.kindInWords, what: "a value of the object"))
    }

    static let json: Table = [
        "Json.subscript(_:)": .binary { (a, b, _) throws(Fault) in try child(try value(a), b) },
        "Json.at(_:)": .binary { (a, b, _) throws(Fault) in try found(a, b).map { .json($0) } ?? .none },
        "Json.list(_:)": .binary { (a, b, _) throws(Fault) in
            .jsonList(try JSONText.list(try found(a, b), pathText(b)))
        },
        "Json.has(_:)": .binary { (a, b, _) throws(Fault) in
            switch try value(a) {
            case .object(let object): .bool(object[try text(b)] != nil)
            case let other: throw wrong("an object", other)
            }
        },
        "Json.string": .unary { (a, _) throws(Fault) in
            switch try value(a) {
            case .string(let text): .string(text)
            case .null: .none
            case let other: throw wrong("a string", other)
            }
        },
        "Json.integer": .unary { (a, _) throws(Fault) in
            switch try value(a) {
            case .integer(let number): .integer(Int(number))
            case .double(let number) where number.rounded() == number && abs(number) < 1e15: .integer(Int(number))
            case .null: .none
            case let other: throw wrong("an integer", other)
            }
        },
        "Json.double": .unary { (a, _) throws(Fault) in
            switch try value(a) {
            case .integer(let number): .double(Double(number))
            case .double(let number): .double(number)
            case .null: .none
            case let other: throw wrong("a number", other)
            }
        },
        "Json.bool": .unary { (a, _) throws(Fault) in
            switch try value(a) {
            case .bool(let flag): .bool(flag)
            case .null: .none
            case let other: throw wrong("a boolean", other)
            }
        },
        "Json.array": .unary { (a, _) throws(Fault) in
            .jsonList(try JSONText.list(try value(a), "a value of the object"))
        },
        "Json.strings": .unary { (a, _) throws(Fault) in
            var result: [Datum] = []
            for element in try JSONText.list(try value(a), "a value of the object") {
                guard case .string(let text) = element else { throw wrong("a list of strings", element) }
                result.append(.string(text))
            }
            return .list(result)
        },
        "Json.keys": .unary { (a, _) throws(Fault) in .list(try object(a).members.map { .string($0.key) }) },
        "Json.values": .unary { (a, _) throws(Fault) in .jsonList(try object(a).members.map(\.value)) },
        "Json.dictionary": .unary { (a, _) throws(Fault) in
            .object(MapBox(try object(a).members.map { (.string($0.key), .json($0.value)) }))
        },
        "Json.quantity": .unary { (a, _) throws(Fault) in
            let json = try value(a)
            return json.isNull ? .none : try JSONText.quantity(json, "a value of the object")
        },
        "Json.intOrString": .unary { (a, _) throws(Fault) in
            switch try value(a) {
            case .integer, .string: a
            case .null: .none
            case let other: throw wrong("an integer or a string", other)
            }
        },
        "Json.type": .unary { (a, _) throws(Fault) in
            switch try value(a) {
            case .null: .string("null")
            case .bool: .string("bool")
            case .integer, .double: .string("number")
            case .string: .string("string")
            case .array: .string("array")
            case .object: .string("object")
            }
        },
        "Json.isNull": .unary { (a, _) throws(Fault) in .bool(try value(a).isNull) },
        "Json.text": .unary { (a, frame) throws(Fault) in
            let text = JSON.string(try value(a))
            try frame.burn(1 + text.utf8.count / 16)
            return .string(text)
        },
        "Json.description": .unary { (a, _) throws(Fault) in .string(a.text) },
        "IntOrString.integer": .unary { (a, _) throws(Fault) in
            if case .integer(let number) = try value(a) { .integer(Int(number)) } else { .none }
        },
        "IntOrString.percent": .unary { (a, _) throws(Fault) in percent(try value(a)).map { .integer($0) } ?? .none },
        "IntOrString.description": .unary { (a, _) throws(Fault) in .string(a.text) },
        "IntOrString.resolved(of:roundingUp:)": .many { (arguments, _) throws(Fault) in
            let json = try value(arguments[0])
            if case .integer(let number) = json { return .integer(Int(number)) }
            guard let percent = percent(json) else { return .none }
            let (product, overflow) = percent.multipliedReportingOverflow(by: try integer(arguments[1]))
            if overflow { throw Fault(.overflow) }
            if case .bool(true) = arguments[2] { return .integer(product / 100 + (product % 100 > 0 ? 1 : 0)) }
            return .integer(product / 100)
        },
    ]

    /// The value at a path: a text, or one that was read when the policy was compiled.
    private static func found(_ base: Datum, _ path: Datum) throws(Fault) -> Value? {
        if case .object(let box) = path, let ready = box as? PathBox {
            return try JSONText.at(try value(base), ready.steps, ready.text)
        }
        return try JSONText.at(try value(base), try text(path))
    }

    private static func pathText(_ path: Datum) -> String {
        if case .object(let box) = path, let ready = box as? PathBox { return ready.text }
        return path.text
    }

    private static func percent(_ value: Value) -> Int? {
        guard case .string(let text) = value, text.hasSuffix("%") else { return nil }
        return Int(text.dropLast())
    }

    private static func object(_ datum: Datum) throws(Fault) -> Object {
        switch try value(datum) {
        case .object(let object): return object
        case .null: return Object()
        case let other: throw wrong("an object", other)
        }
    }

    @inline(__always)
    static func child(_ value: Value, _ key: Datum) throws(Fault) -> Datum {
        switch (value, key) {
        case (.object(let object), .string(let key)):
            guard let found = object[key] else { return .none }
            if case .null = found { return .none }
            return .json(found)
        case (.array(let elements), .integer(let index)):
            return elements.indices.contains(index) ? .json(elements[index]) : .none
        case (.null, _): return .none
        case (_, .string): throw wrong("an object", value)
        default: throw wrong("a list", value)
        }
    }
}
