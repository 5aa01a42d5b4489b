package import Logging
import Synchronization

/// Outbound HTTP/1.1 and HTTP/2 over libcurl, on a thread of its own.
///
/// Connections are kept and shared by all requests of one client. Redirects are not followed. Letting go of
/// the client ends its thread once the streams that it opened are gone too.
package final class HTTPClient: Sendable {
    package struct Configuration: Sendable {
        /// Over HTTP/1.1 every open stream holds one of these, so it is far above the usual browser's 6.
        package var connectionsPerHost = 256
        package var userAgent = "lockstep"
        package var retry = RetryPolicy.standard
        /// Judges every connection.
        package var reach = Reach.everywhere
        /// Bytes that may wait for the reader of a stream before the transfer pauses.
        package var streamBufferBytes = 256 << 10
        package var clock: any Clock<Duration> = ContinuousClock()
        /// In 0..<1.
        package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
        package var logger = Logger(label: "lockstep.transport")

        package init() {}
    }

    /// Starts libcurl, which takes some milliseconds, before there is a client that would wait for it.
    package static func prepare() { CurlMulti.prepare() }

    private let configuration: Configuration
    private let loops: Mutex<Loops>

    private struct Loops: Sendable {
        var current: TransferLoop
        /// Those whose connections take no new requests; each ends with the last of its own.
        var former: [Former] = []
    }

    private struct Former: Sendable {
        weak var loop: TransferLoop?
    }

    package init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        loops = Mutex(Loops(current: TransferLoop(configuration)))
    }

    /// Sends the request, again where the retry policy allows it, and waits for the whole answer.
    ///
    /// Cancelling the task aborts the transfer and closes its connection.
    ///
    /// - Throws: ``TransportError`` of the last attempt. A whole answer is returned whatever its status.
    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        var attempt = 1
        while true {
            let policy = request.retry ?? configuration.retry
            try await keepPause(of: request, atMost: policy.longestDelay)
            let result = await sendOnce(request)
            if case .success(let response) = result { note(response.head, for: request) }
            if request.upload != nil { return try result.get() }
            let decision = policy.decide(
                after: Self.outcome(result), attempt: attempt, isIdempotent: request.repeatsSafely,
                random: configuration.random())
            guard case .retry(let delay) = decision else { return try result.get() }
            logRetry(of: request, after: result, attempt: attempt, delay: delay)
            do {
                try await configuration.clock.sleep(for: delay)
            } catch {
                throw TransportError(.cancelled, request)
            }
            attempt += 1
        }
    }

    /// Sends the request once and returns as soon as the header fields are there; an upload ends then too.
    ///
    /// - Throws: ``TransportError`` when the transfer fails before that; later failures come out of the body.
    package func stream(_ request: HTTPRequest) async throws(TransportError) -> StreamingResponse {
        try await keepPause(of: request, atMost: configuration.retry.longestDelay)
        let transfer = Transfer(request, delivery: .chunks(bufferBytes: configuration.streamBufferBytes))
        let (result, loop) = await run(transfer)
        let head = try result.get()
        note(head, for: request)
        return StreamingResponse(head: head, transfer: transfer, loop: loop)
    }

    /// Aborts every transfer, closes every connection, and returns when the threads have ended.
    package func shutdown() async {
        let all = loops.withLock { loops in loops.former.compactMap(\.loop) + [loops.current] }
        for loop in all { await loop.stopAndWait() }
    }

    private func run(_ transfer: Transfer) async -> (Result<ResponseHead, TransportError>, TransferLoop) {
        let loop = loops.withLock { $0.current }
        let result = await loop.run(transfer)
        if case .failure(let error) = result, case .timedOut(let phase) = error.kind, phase != .connect {
            giveUpConnections(of: loop)
        }
        return (result, loop)
    }

    /// A server or a proxy that hangs can leave its connections as they are. Requests that share one by HTTP/2 would all
    /// go the same way, and the next ones too, so after an answer that did not come there are new connections.
    private func giveUpConnections(of loop: TransferLoop) {
        loops.withLock { loops in
            // Of many that waited together, the first is enough. A client that is shut down stays so.
            guard loops.current === loop, !loop.isStopping else { return }
            loops.former = loops.former.filter { $0.loop != nil } + [Former(loop: loop)]
            loops.current = TransferLoop(configuration)
        }
    }

    /// Waits while the server wants no requests, if that is not for longer than a request may wait.
    private func keepPause(of request: HTTPRequest, atMost longest: Duration) async throws(TransportError) {
        guard let left = request.pause?.remaining() else { return }
        guard left <= longest else { throw TransportError(.paused(left), request) }
        do {
            // Those that waited together do not all come back at the same moment.
            try await configuration.clock.sleep(for: left + configuration.retry.firstDelay * configuration.random())
        } catch {
            throw TransportError(.cancelled, request)
        }
    }

    private func note(_ head: ResponseHead, for request: HTTPRequest) {
        if let asked = head.askedPause { request.pause?.extend(by: asked) }
    }

    private func sendOnce(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
        let transfer = Transfer(request, delivery: .whole(maximumBytes: request.maximumBodyBytes))
        return await run(transfer).0.map { HTTPResponse(head: $0, body: transfer.takeBody()) }
    }

    private static func outcome(_ result: Result<HTTPResponse, TransportError>) -> RetryPolicy.Outcome {
        switch result {
        case .success(let response):
            return .answered(status: response.status, retryAfter: response.head.retryAfter)
        case .failure(let error):
            return .failed(error.kind)
        }
    }

    private func logRetry(
        of request: HTTPRequest, after result: Result<HTTPResponse, TransportError>, attempt: Int, delay: Duration
    ) {
        let reason =
            switch result {
            case .success(let response): "status \(response.status)"
            case .failure(let error): error.description
            }
        configuration.logger.debug(
            "request is sent again",
            metadata: [
                "method": "\(request.method)", "url": "\(PrintableURL(request.url).text)", "reason": "\(reason)",
                "attempt": "\(attempt)", "delay": "\(delay)",
            ])
    }
}

extension TransferLoop {
    fileprivate convenience init(_ configuration: HTTPClient.Configuration) {
        self.init(
            connectionsPerHost: configuration.connectionsPerHost, userAgent: configuration.userAgent,
            reach: configuration.reach)
    }
}
