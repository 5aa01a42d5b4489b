/// Every function that a rule of Kubernetes 1.36 may call, by name.
enum Library {
    static let functions: [String: Function] = {
        var functions: [String: Function] = [:]
        let all =
            Operators.functions + Conversions.functions + TimeFunctions.functions + TextFunctions.functions
            + TextExtension.functions + ListExtension.functions + SetFunctions.functions + OptionalFunctions.functions
            + PatternFunctions.functions + URLFunctions.functions + QuantityFunctions.functions
            + NetworkFunctions.functions + FormatFunctions.functions + VersionFunctions.functions
        for function in all {
            functions[function.name] = functions[function.name].map { $0.merged(with: function) } ?? function
        }
        return functions
    }()

    /// The names of types, which are values.
    static let types: [String: (type: ValueType, value: String)] = {
        var types: [String: (type: ValueType, value: String)] = [
            "bool": (.bool, "bool"), "int": (.int, "int"), "uint": (.uint, "uint"), "double": (.double, "double"),
            "string": (.string, "string"), "bytes": (.bytes, "bytes"), "null_type": (.null, "null_type"),
            "list": (.list(.dynamic), "list"), "map": (.map(.dynamic, .dynamic), "map"),
            "type": (.type(nil), "type"), "optional_type": (.optional(.dynamic), "optional_type"),
            "google.protobuf.Timestamp": (.timestamp, "google.protobuf.Timestamp"),
            "google.protobuf.Duration": (.duration, "google.protobuf.Duration"),
        ]
        for name in [
            URLDatum.typeName, QuantityDatum.typeName, AddressDatum.typeName, NetworkDatum.typeName,
            VersionDatum.typeName, NamedFormat.typeName,
        ] {
            types[name] = (.opaque(name), name)
        }
        return types
    }()
}

extension Function {
    /// Two libraries may give one name to functions of different types: `indexOf` of texts and of lists.
    fileprivate func merged(with other: Function) -> Function {
        let (first, second) = (body, other.body)
        return Function(
            name, overloads + other.overloads, cost: cost, isConversion: isConversion && other.isConversion
        ) { (arguments) throws(EvaluationError) in
            do throws(EvaluationError) {
                return try first(arguments)
            } catch {
                guard error == .noSuchOverload else { throw error }
                return try second(arguments)
            }
        }
    }
}
