import Synchronization

/// One exchange under way: filled by the loop's thread, emptied by the task that waits for it.
final class Transfer: Sendable {
    enum Delivery: Sendable {
        /// The waiter gets everything at the end; a longer body fails the transfer.
        case whole(maximumBytes: Int)
        /// The waiter gets the head, then chunks; more than this waiting pauses the transfer.
        case chunks(bufferBytes: Int)
    }

    typealias HeadWaiter = CheckedContinuation<Result<ResponseHead, TransportError>, Never>
    typealias ChunkWaiter = CheckedContinuation<Result<[UInt8]?, TransportError>, Never>

    let request: HTTPRequest
    /// Nil where the request has no upload.
    let upload: UploadPipe?
    private let state: Mutex<ResponseState>

    init(_ request: HTTPRequest, delivery: Delivery) {
        self.request = request
        upload = request.upload.map { UploadPipe(length: $0.length) }
        state = Mutex(ResponseState(delivery: delivery))
    }

    var isOver: Bool { state.withLock { $0.end != nil } }

    /// Whether the answer has not begun.
    var isUnanswered: Bool { state.withLock { $0.end == nil && $0.head == nil } }

    // The waiting task's side.

    /// - Returns: false when the transfer was over before it began; the waiter has been resumed.
    func waitForHead(_ waiter: HeadWaiter) -> Bool {
        let end = state.withLock { state -> Result<Void, TransportError>? in
            if state.end == nil { state.headWaiter = waiter }
            return state.end
        }
        guard let end else { return true }
        waiter.resume(
            returning: end.flatMap { .failure(TransportError(.cancelled, request)) })
        return false
    }

    func takeBody() -> [UInt8] { state.withLock { $0.takeAll() } }

    enum AfterTake { case nothing, resumeTransfer }

    /// Hands the next chunk to the waiter, now or when it arrives; nil at the end.
    func nextChunk(_ waiter: ChunkWaiter) -> AfterTake {
        let (answer, resumes) = state.withLock { $0.next(waiter) }
        if let answer { waiter.resume(returning: answer) }
        return resumes ? .resumeTransfer : .nothing
    }

    // The loop's side.

    enum Reception { case taken, pause, refuse }

    /// One line of the head or of the trailers.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Reception {
        let (reception, waiter, head) = state.withLock { $0.receiveHeader(line) }
        if let waiter, let head { waiter.resume(returning: .success(head)) }
        return reception
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Reception {
        let (reception, waiter) = state.withLock { $0.receiveBody(bytes) }
        waiter?.resume(returning: .success(Array(bytes)))
        return reception
    }

    /// Ends the exchange, once; a later end is ignored. A refusal of our own explains libcurl's error.
    func finish(_ end: Result<Void, TransportError>) {
        let finished = state.withLock { state -> (ResponseState.Waiters, Result<ResponseHead, TransportError>)? in
            guard state.end == nil else { return nil }
            let end = state.refusal.map { .failure(TransportError($0, request)) } ?? end
            state.end = end
            let head = state.head
            return (state.takeWaiters(), end.flatMap { head.map { .success($0) } ?? .failure(noHead) })
        }
        guard let (waiters, head) = finished else { return }
        upload?.finish(.success(())) {}
        waiters.head?.resume(returning: head)
        waiters.chunk?.resume(returning: head.map { _ in nil })
    }

    private var noHead: TransportError { TransportError(.invalidResponse, request) }
}
