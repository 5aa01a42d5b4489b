/// The status line and the header fields.
package struct ResponseHead: Sendable, Hashable {
    /// 200…599.
    package var status: Int
    package var headers: HTTPHeaders

    package init(status: Int, headers: HTTPHeaders) {
        self.status = status
        self.headers = headers
    }

    /// How long the server asks not to be asked again; nil where it does not say.
    package var retryAfter: Duration? {
        headers["Retry-After"].flatMap { RetryAfter.parse($0, now: WallClock.seconds) }
    }

    /// What a server asks for that wants no requests of anybody for a while.
    var askedPause: Duration? { status == 429 || status == 503 ? retryAfter : nil }
}

/// A whole answer, whatever its status.
package struct HTTPResponse: Sendable, Hashable {
    package var head: ResponseHead
    /// Decompressed.
    package var body: [UInt8]

    package var status: Int { head.status }
    package var headers: HTTPHeaders { head.headers }

    package init(head: ResponseHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}

/// An answer whose body arrives while it is read.
///
/// Letting go of it, or of the iteration's task, aborts the transfer. A reader who is slow pauses it: at most the
/// client's `streamBufferBytes` and one more chunk are held.
package struct StreamingResponse: Sendable {
    package var head: ResponseHead
    package var body: Body

    package var status: Int { head.status }
    package var headers: HTTPHeaders { head.headers }

    /// The body's chunks, as they arrive. One reader only.
    package struct Body: AsyncSequence, Sendable {
        package typealias Element = [UInt8]
        package typealias Failure = TransportError

        fileprivate let source: Source

        package func makeAsyncIterator() -> Iterator { Iterator(source: source) }

        package struct Iterator: AsyncIteratorProtocol {
            fileprivate let source: Source

            package mutating func next() async throws(TransportError) -> [UInt8]? {
                try await next(isolation: nil)
            }

            package mutating func next(
                isolation actor: isolated (any Actor)?
            ) async throws(TransportError) -> [UInt8]? {
                try await source.next()
            }
        }
    }

    /// Owns the running transfer: the last reference gone, the transfer is aborted.
    fileprivate final class Source: Sendable {
        private let transfer: Transfer
        private let loop: TransferLoop

        init(transfer: Transfer, loop: TransferLoop) {
            self.transfer = transfer
            self.loop = loop
        }

        deinit { loop.abort(transfer) }

        func next() async throws(TransportError) -> [UInt8]? {
            let chunk = await withTaskCancellationHandler {
                await withCheckedContinuation { waiter in
                    if transfer.nextChunk(waiter) == .resumeTransfer { loop.resume(transfer) }
                }
            } onCancel: {
                loop.abort(transfer)
            }
            return try chunk.get()
        }
    }

    init(head: ResponseHead, transfer: Transfer, loop: TransferLoop) {
        self.head = head
        body = Body(source: Source(transfer: transfer, loop: loop))
    }
}
