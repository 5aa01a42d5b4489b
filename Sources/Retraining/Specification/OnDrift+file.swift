package import Manifests

extension OnDrift {
    /// Reads a YAML file of one document with the fields of `onDrift`.
    ///
    /// - Returns: nil where something is at fault, which `diagnostics` then tells.
    package static func read(
        file: String, bytes: [UInt8], into diagnostics: inout [Diagnostic]
    ) -> OnDrift? {
        let parsed = YAML.parse(bytes, file: file)
        diagnostics += parsed.diagnostics
        guard parsed.diagnostics.isEmpty else { return nil }
        guard let document = parsed.documents.first, parsed.documents.count == 1 else {
            let place = SourceLocation(file: file, line: 1, column: 1)
            diagnostics.append(.error("expected one document, found \(parsed.documents.count)", at: place))
            return nil
        }
        var reader = FieldReader(document)
        let result = read(&reader)
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        return reader.isValid ? result : nil
    }
}
