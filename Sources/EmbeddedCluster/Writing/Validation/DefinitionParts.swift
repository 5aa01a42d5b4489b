import Manifests

/// What the server refuses of a version's columns and subresources in a CustomResourceDefinition.
enum DefinitionParts {
    private static let types = ["boolean", "date", "integer", "number", "string"]
    private static let formats = [
        "byte", "date", "date-time", "double", "float", "int32", "int64", "password",
    ]

    static func faults(of versions: [Value]) -> [APIError.Cause] {
        // Like schemas, what all versions share is named without a version.
        func places(_ field: String) -> [(Value, String)] {
            let parts = versions.map { $0[field] }
            let isShared = Set(parts).count == 1
            return parts.enumerated().prefix(isShared ? 1 : parts.count).compactMap { index, part in
                part.map { ($0, isShared ? "spec.\(field)" : "spec.versions[\(index)].\(field)") }
            }
        }
        return places("additionalPrinterColumns").flatMap { columns, place in
            (columns.array ?? []).enumerated().flatMap { columnFaults(of: $1, at: "\(place)[\($0)]") }
        }
            + places("subresources").flatMap { subresources, place in
                subresources["scale"].map { scaleFaults(of: $0, at: "\(place).scale") } ?? []
            }
    }

    private static func columnFaults(of column: Value, at place: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        if column["name"]?.string ?? "" == "" { causes.append(.required("\(place).name")) }
        let allowed = "must be one of \(types.joined(separator: ","))"
        let type = column["type"]?.string ?? ""
        if type.isEmpty {
            causes.append(.required("\(place).type", allowed))
        } else if !types.contains(type) {
            causes.append(.invalid("\(place).type", JSON.string(.string(type)), allowed))
        }
        if let format = column["format"]?.string, !format.isEmpty, !formats.contains(format) {
            causes.append(
                .invalid(
                    "\(place).format", JSON.string(.string(format)),
                    "must be one of \(formats.joined(separator: ","))"))
        }
        if column["jsonPath"]?.string ?? "" == "" { causes.append(.required("\(place).JSONPath")) }
        return causes
    }

    private static func scaleFaults(of scale: Value, at place: String) -> [APIError.Cause] {
        func fault(_ name: String, below roots: [String], isRequired: Bool = true) -> APIError.Cause? {
            let path = scale[name]?.string ?? ""
            if path.isEmpty { return isRequired ? .required("\(place).\(name)") : nil }
            guard !roots.contains(where: { path.hasPrefix("\($0).") }) else { return nil }
            return .invalid(
                "\(place).\(name)", JSON.string(.string(path)),
                "should be a json path under \(roots.joined(separator: " or "))")
        }
        return [
            fault("specReplicasPath", below: [".spec"]), fault("statusReplicasPath", below: [".status"]),
            fault("labelSelectorPath", below: [".spec", ".status"], isRequired: false),
        ].compactMap { $0 }
    }
}
