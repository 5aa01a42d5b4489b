import Manifests

/// Options in queries, read as Go's converters read them (k8s.io/apimachinery, `runtime.Convert_Slice_string_To_bool` and
/// its like).
extension APIRequest {
    /// Everything but `false` and `0` is true, an empty text too.
    ///
    /// - Returns: nil where the query does not have the option.
    func flag(_ name: String) -> Bool? {
        query[name].map { !["false", "0"].contains($0.lowercased()) }
    }

    /// - Returns: nil where the query does not have the option, or has it empty.
    /// - Throws: 400 for what is no whole number of 64 bits.
    func number(_ name: String) throws(APIError) -> Int64? {
        guard let text = query[name], !text.isEmpty else { return nil }
        if let number = Int64(text) { return number }
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
        throw .badRequest(
            "strconv.ParseInt: parsing \"\(text)\": \(isNumber ? "value out of range" : "invalid syntax")")
    }
}
