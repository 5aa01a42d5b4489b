import Manifests

/// Where the field stands that a server names first in a refusal: `spec.ports[0].port: Invalid value: 0: must be…`
enum FaultPlace {
    /// - Returns: nil where the words begin with no field of the object.
    static func location(of reason: String, in resource: Resource) -> SourceLocation? {
        guard let colon = reason.firstRange(of: ": ") else { return nil }
        let path = reason[..<colon.lowerBound]
        guard !path.contains(" ") else { return nil }
        let steps = PolicyReview.steps(String(path))
        guard let first = steps.first, resource.object[steps: [first]] != nil else { return nil }
        return resource.document.nearestLocation(of: steps)
    }
}
