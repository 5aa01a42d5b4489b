import Transport
import Trust

extension StreamingResponse {
    /// Reads the body to its end.
    ///
    /// - Parameter what: names it in an error.
    /// - Throws: `unreachable` where the body ends early.
    func digest(of what: String) async throws(TrustError) -> (digest: SHA256Digest, bytes: Int) {
        var hash = SHA256Stream()
        var count = 0
        do throws(TransportError) {
            for try await chunk in body {
                hash.update(chunk)
                count += chunk.count
            }
        } catch {
            throw .unreachable(what, reason: error.description)
        }
        return (SHA256Digest(hash.finish()), count)
    }
}
