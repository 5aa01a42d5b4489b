import Manifests
import StructuredMerge

/// Options of writes that have few values (`ValidateCreateOptions` and its like of k8s.io/apimachinery).
enum WriteOptionsCheck {
    private static let longestManager = 128

    /// - Throws: 422 with one cause for each option that is wrong.
    static func check(_ request: APIRequest) throws(APIError) {
        var causes: [APIError.Cause] = []
        if request.method == .patch, request.query["force"] != nil,
            !request.contentType.hasPrefix("application/apply-patch")
        {
            causes.append(.forbidden("force", "may not be specified for non-apply patch"))
        }
        if let manager = request.query["fieldManager"], manager.utf8.count > longestManager {
            causes.append(.tooLong("fieldManager", longestManager))
        }
        causes += unprintable(in: request.query["fieldManager"] ?? "")
        if let dryRun = request.query["dryRun"], !dryRun.isEmpty, dryRun != "All" {
            causes.append(.unsupported("dryRun", dryRun, ["All"]))
        }
        let known = ObjectWriter.FieldValidation.allCases.map(\.rawValue)
        if let validation = request.query["fieldValidation"], !validation.isEmpty, !known.contains(validation) {
            causes.append(.unsupported("fieldValidation", validation, known))
        }
        guard !causes.isEmpty else { return }
        throw .invalid(kind: "\(name(request.method))Options", group: "meta.k8s.io", name: "", causes)
    }

    private static func unprintable(in manager: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        var position = 0
        for scalar in manager.unicodeScalars {
            if !GoText.isPrintable(scalar) {
                let why = "invalid character \(GoText.codePoint(scalar)) (at position \(position))"
                causes.append(.invalid("fieldManager", GoText.quoted(manager), why))
            }
            position += UTF8.width(scalar)
        }
        return causes
    }

    private static func name(_ method: APIRequest.Method) -> String {
        switch method {
        case .get: "Get"
        case .post: "Create"
        case .put: "Update"
        case .patch: "Patch"
        case .delete: "Delete"
        }
    }
}
