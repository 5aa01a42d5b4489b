/// A body that is sent while it is being made, for what is too large to hold in memory.
///
/// The next chunk is asked for when the last one is on its way, so no more than two of them are in memory.
package struct HTTPUpload: Sendable {
    /// Bytes in all; nil where that is not known, which takes `Transfer-Encoding: chunked` over HTTP/1.1.
    ///
    /// A sequence of another length fails the request, unless the server has answered by then.
    package let length: Int64?
    let feed: @Sendable (_ take: @Sendable ([UInt8]) async throws -> Void) async throws -> Void

    /// - Parameter chunks: read once; so a request with an upload is never sent again by itself.
    package init<Chunks: AsyncSequence & Sendable>(length: Int64? = nil, _ chunks: Chunks)
    where Chunks.Element == [UInt8] {
        self.length = length
        feed = { take in
            for try await chunk in chunks { try await take(chunk) }
        }
    }
}
