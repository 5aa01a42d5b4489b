import Manifests

/// Where a secret is; never the secret itself, which has no place in Git.
package enum SecretReference: Sendable, Hashable {
    case environment(String)
    case file(String)

    static func read(_ reader: inout FieldReader) -> SecretReference? {
        let (variable, file) = (reader.optional("env", .nonEmptyString), reader.optional("file", .nonEmptyString))
        switch (variable, file) {
        case (let variable?, nil): return .environment(variable)
        case (nil, let file?): return .file(file)
        default:
            if reader.isValid {
                reader.report("expected either 'env' or 'file', found \(variable == nil ? "neither" : "both")")
            }
            return nil
        }
    }

    package var name: String {
        switch self {
        case .environment(let variable): "the environment variable '\(variable)'"
        case .file(let path): "the file '\(path)'"
        }
    }
}
