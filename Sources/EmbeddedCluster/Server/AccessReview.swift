import Manifests

/// `kubectl auth can-i`: everybody may do everything here, since nobody is told apart.
enum AccessReview {
    static func answer(_ incoming: APIHandler.Incoming) throws(APIError) -> APIHandler.Answer {
        guard var review = try? JSON.parse(incoming.body).object,
            review["kind"]?.string?.hasSuffix("AccessReview") ?? false
        else {
            throw .badRequest("expected an access review")
        }
        review["status"] = ["allowed": true]
        review.fill("metadata", [:])
        return .json(201, .object(review))
    }
}
