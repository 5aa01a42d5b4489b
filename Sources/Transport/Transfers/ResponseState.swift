/// What has arrived of an answer, and who waits for it. Decides only: the caller resumes the waiters.
struct ResponseState {
    struct Waiters {
        var head: Transfer.HeadWaiter?
        var chunk: Transfer.ChunkWaiter?
    }

    /// Bytes of all header fields together.
    private static let longestHead = 256 << 10
    /// Bytes of a body that are made room for before any has come.
    private static let believedLength = 16 << 20

    let delivery: Transfer.Delivery
    var headWaiter: Transfer.HeadWaiter?
    var end: Result<Void, TransportError>?
    /// Nil until the head is complete.
    private(set) var head: ResponseHead?
    /// Why this side ended the transfer.
    private(set) var refusal: TransportError.Kind?

    private var chunkWaiter: Transfer.ChunkWaiter?
    private var incoming = ResponseHead(status: 0, headers: [:])
    private var headBytes = 0
    private var body: [UInt8] = []
    // INVARIANT: while a transfer is paused, libcurl keeps the bytes that it could not hand over.
    private var isPaused = false

    init(delivery: Transfer.Delivery) { self.delivery = delivery }

    mutating func receiveHeader(
        _ line: UnsafeRawBufferPointer
    ) -> (Transfer.Reception, Transfer.HeadWaiter?, ResponseHead?) {
        if head != nil { return (.taken, nil, nil) }  // a trailer
        headBytes += line.count
        guard headBytes <= Self.longestHead else {
            refusal = .invalidResponse
            return (.refuse, nil, nil)
        }
        let text = Self.trimmed(line[...])
        if text.starts(with: "HTTP/".utf8) {
            incoming = ResponseHead(status: Self.status(String(decoding: text, as: UTF8.self)), headers: [:])
        } else if text.isEmpty {
            return completeHead()
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            incoming.headers.append(
                String(decoding: text[..<colon], as: UTF8.self),
                String(decoding: Self.trimmed(text[(colon + 1)...]), as: UTF8.self))
        }
        return (.taken, nil, nil)
    }

    /// Without the white space around it (RFC 9110, section 5.5), and without the end of the line.
    private static func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return text[text.endIndex...] }
        return text[first...last]
    }

    private mutating func completeHead() -> (Transfer.Reception, Transfer.HeadWaiter?, ResponseHead?) {
        // 100 Continue and 103 Early Hints come before the answer.
        guard incoming.status >= 200 else { return (.taken, nil, nil) }
        head = incoming
        guard case .chunks = delivery else {
            makeRoom()
            return (.taken, nil, nil)
        }
        defer { headWaiter = nil }
        return (.taken, headWaiter, incoming)
    }

    /// Room for the body that the head announces, as far as that is believed; a longer one is copied as it grows.
    private mutating func makeRoom() {
        guard let length = incoming.headers["Content-Length"].flatMap({ Int($0) }) else { return }
        body.reserveCapacity(min(max(length, 0), Self.believedLength))
    }

    private static func status(_ line: String) -> Int {
        let parts = line.split(separator: " ", maxSplits: 2)
        return parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    }

    /// A waiter that comes back takes the bytes themselves; they are not kept.
    mutating func receiveBody(_ bytes: UnsafeRawBufferPointer) -> (Transfer.Reception, Transfer.ChunkWaiter?) {
        switch delivery {
        case .whole(let maximumBytes):
            guard body.count + bytes.count <= maximumBytes else {
                refusal = .bodyTooLarge(limit: maximumBytes)
                return (.refuse, nil)
            }
        case .chunks(let bufferBytes):
            if let waiter = chunkWaiter {
                chunkWaiter = nil
                return (.taken, waiter)
            }
            if body.count >= bufferBytes {
                isPaused = true
                return (.pause, nil)
            }
        }
        body.append(contentsOf: bytes)
        return (.taken, nil)
    }

    mutating func takeAll() -> [UInt8] {
        let all = body
        body = []
        return all
    }

    /// - Returns: the answer for the waiter, nil when it has to wait; and whether a paused transfer goes on.
    mutating func next(_ waiter: Transfer.ChunkWaiter) -> (Result<[UInt8]?, TransportError>?, resumes: Bool) {
        defer { isPaused = false }
        // What arrived before the end is still handed over, unless the reader itself was cancelled.
        if case .failure(let error)? = end, error.kind == .cancelled { return (.failure(error), false) }
        if !body.isEmpty { return (.success(takeAll()), isPaused) }
        if let end { return (end.map { nil }, false) }
        chunkWaiter = waiter
        return (nil, isPaused)
    }

    mutating func takeWaiters() -> Waiters {
        defer { (headWaiter, chunkWaiter) = (nil, nil) }
        return Waiters(head: headWaiter, chunk: chunkWaiter)
    }
}
