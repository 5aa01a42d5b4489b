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
        guard let asked = try request.number("timeoutSeconds"), asked != 0 else {
            return Int.random(in: least...2 * least)
        }
        return Int(min(max(asked, 0), most))
    }
}
