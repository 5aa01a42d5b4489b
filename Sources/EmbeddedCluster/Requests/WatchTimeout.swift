/// How long a watch goes on: as long as the client asks, else at random between half an hour and an hour, so that not all
/// come back at once (`ListResource` and `--min-request-timeout` of k8s.io/apiserver).
enum WatchTimeout {
    private static let least = 1800
    /// Ten years: nobody waits longer, and no clock overflows.
    private static let most: Int64 = 315_360_000

    /// Seconds; a client that asks for less than none gets a watch that ends at once.
    ///
    /// - Throws: 400 for what is no number.
    static func seconds(_ request: APIRequest) throws(APIError) -> Int {
        let text = request.query["timeoutSeconds"] ?? ""
        guard !text.isEmpty else { return Int.random(in: least...2 * least) }
        guard let asked = Int64(text) else {
            throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
        }
        return asked == 0 ? Int.random(in: least...2 * least) : Int(min(max(asked, 0), most))
    }
}
