/// Work in a task group that can be ended alone, before the group is.
struct Stoppable: Sendable {
    private let end: AsyncStream<Never>.Continuation

    init(in group: inout DiscardingTaskGroup, _ work: @escaping @Sendable () async -> Void) {
        let (ended, end) = AsyncStream.makeStream(of: Never.self)
        self.end = end
        group.addTask {
            await withTaskGroup(of: Void.self) { pair in
                pair.addTask { await work() }
                pair.addTask { for await _ in ended {} }
                await pair.next()
                pair.cancelAll()
            }
        }
    }

    func stop() { end.finish() }
}
