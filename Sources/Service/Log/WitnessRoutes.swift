import HTTPTypes
import Hummingbird
import NIOCore
package import Trust

/// A witness by HTTP (C2SP tlog-witness): `POST add-checkpoint` under a prefix.
package struct WitnessRoutes: Sendable {
    private let witness: Witness
    private let now: @Sendable () -> Int64

    /// Bytes of a request that are read; checkpoints with all their signatures have a few thousand.
    private static let mostBytes = 64 << 10

    /// - Parameter now: seconds since 1970.
    package init(_ witness: Witness, now: @escaping @Sendable () -> Int64) {
        self.witness = witness
        self.now = now
    }

    func add(to router: Router<some RequestContext>, under prefix: String) {
        router.post("\(prefix)/add-checkpoint") { request, _ in
            let body = try await request.body.collect(upTo: Self.mostBytes)
            let answer = await witness.addCheckpoint(Array(body.readableBytesView), time: now())
            return Response(
                status: HTTPResponse.Status(code: answer.status), headers: [.contentType: answer.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
        }
    }
}
