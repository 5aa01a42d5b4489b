import Foundation
import Synchronization

/// A pipe that processes under test hold open to write: that the first has opened it, and that none holds it any more, are
/// events.
final class NamedPipe: Sendable {
    let path: String
    private let descriptor = Mutex<Int32>(-1)

    init(_ path: String) {
        self.path = path
        mkfifo(path, 0o600)
    }

    deinit { _ = close(descriptor.withLock { $0 }) }

    func waitForWriter() async {
        await wait { [self] in
            let opened = open(path, O_RDONLY | O_CLOEXEC)
            descriptor.withLock { $0 = opened }
        }
    }

    /// After ``waitForWriter()``.
    func waitForEnd() async {
        await wait { [self] in
            let opened = descriptor.withLock { $0 }
            var byte: UInt8 = 0
            while read(opened, &byte, 1) > 0 {}
        }
    }

    private func wait(_ event: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { waiter in
            Thread.detachNewThread {
                event()
                waiter.resume()
            }
        }
    }
}
