using System.Collections.Concurrent;
using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;

namespace BackupTools.Tests.Servers.MongoDb.Scripted;

/// <summary>
/// A server of MongoDB in this process that says what a test tells it to, and keeps what it was asked: for what no other server of the tests has, such as
/// snapshots and changes of a replica set, and for what no honest server says.
/// </summary>
internal sealed class ScriptedMongo : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<ScriptedCommand, ScriptedAnswer>> _handlers = new();
    private readonly ConcurrentDictionary<(string Command, int Call), Func<ScriptedCommand, ScriptedAnswer>> _calls = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly ConcurrentQueue<ScriptedCommand> _commands = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly ScriptedData _data;
    private readonly WireListener _listener;
    private string? _setName;

    private ScriptedMongo()
    {
        _data = new ScriptedData(Clock);
        _listener = new WireListener(ServeAsync);
    }

    public int Port => _listener.Port;

    /// <summary>The times that a replica set adds to its answers.</summary>
    public ScriptedClock Clock { get; } = new();

    /// <summary>The changes that are told to who watches.</summary>
    public ScriptedChanges Changes { get; } = new();

    /// <summary>What was asked, without the greetings and the heartbeat of drivers.</summary>
    public IReadOnlyList<ScriptedCommand> Commands => [.. _commands];

    /// <summary>How many cursors over collections were left open.</summary>
    public int OpenCursors => _data.Cursors.Count;

    /// <summary>How many connections there were.</summary>
    public int Connections => _listener.Connections;

    /// <summary>Starts a server that knows nothing but to say hello.</summary>
    /// <param name="script">Tells it more, as the methods of the result do.</param>
    public static ScriptedMongo Start(Action<ScriptedMongo>? script = null)
    {
        ScriptedMongo server = new();
        script?.Invoke(server);
        return server;
    }

    /// <summary>It says that it is the primary of a replica set, and adds times to its answers.</summary>
    public ScriptedMongo IsReplicaSet(string name = "rs0")
    {
        _setName = name;
        return this;
    }

    /// <summary>It has collections, which it lists and reads.</summary>
    public ScriptedMongo Holds(params ScriptedCollection[] collections)
    {
        Array.ForEach(collections, _data.Add);
        return this;
    }

    /// <summary>It answers a command so; also one that it would otherwise answer from what it holds.</summary>
    public ScriptedMongo On(string command, Func<ScriptedCommand, ScriptedAnswer> handler)
    {
        _handlers[command] = handler;
        return this;
    }

    /// <inheritdoc cref="On(string, Func{ScriptedCommand, ScriptedAnswer})"/>
    public ScriptedMongo On(string command, ScriptedAnswer answer) => On(command, _ => answer);

    /// <summary>It answers one call of a command so, counted from 1 on; the others as it would.</summary>
    public ScriptedMongo OnCall(string command, int call, ScriptedAnswer answer) => OnCall(command, call, _ => answer);

    /// <inheritdoc cref="OnCall(string, int, ScriptedAnswer)"/>
    public ScriptedMongo OnCall(string command, int call, Func<ScriptedCommand, ScriptedAnswer> handler)
    {
        _calls[(command, call)] = handler;
        return this;
    }

    /// <summary>The commands of a name that were asked.</summary>
    public IReadOnlyList<ScriptedCommand> Asked(string command) => [.. _commands.Where(c => c.Name == command)];

    /// <summary>What it would say to a command without what was told by <c>On</c>: for answers that change a little of that.</summary>
    public ScriptedAnswer Honest(ScriptedCommand command)
    {
        if (command.Name == "aggregate" && command.Body["pipeline"].AsBsonArray is [BsonDocument first, ..] && first.Contains("$changeStream"))
            return _setName is null ? ScriptedAnswer.Error(40573, "Location40573", "The $changeStream stage is only supported on replica sets") : Changes.Watch(command);
        if (command.Name == "getMore" && Changes.Has(command.Body[0].ToInt64()))
            return Changes.Next(command);
        return ScriptedGreetings.Answer(command, Port, _setName) ?? _data.Answer(command)
            ?? ScriptedAnswer.Error(59, "CommandNotFound", $"no such command: '{command.Name}'");
    }

    /// <summary>The address.</summary>
    /// <param name="database">The database that is connected to.</param>
    /// <param name="options">More options, e.g. <c>retryReads=false</c>.</param>
    public string Connection(string database = "", string options = "") =>
        $"mongodb://127.0.0.1:{Port}/{database}?directConnection=true{(options.Length > 0 ? "&" + options : "")}";

    /// <summary>Ends the server. Where a handler has failed, so does this: the client may have taken that for an error of a server's.</summary>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        if (!_failures.IsEmpty)
            throw new AggregateException("A handler of the scripted server failed.", _failures);
    }

    private async Task ServeAsync(Stream stream, int connection, CancellationToken token)
    {
        while (await WireReader.ReadAsync(stream, token) is { } wire)
        {
            ScriptedCommand command = new(wire, connection, _counts.AddOrUpdate(wire.Name, 1, (_, n) => n + 1));
            if (!ScriptedGreetings.IsHeartbeat(command.Name))
                _commands.Enqueue(command);
            ScriptedAnswer answer = Answer(command);
            if (!wire.WantsNoReply && !await SendAsync(stream, wire, answer, token))
                return;
        }
    }

    private ScriptedAnswer Answer(ScriptedCommand command)
    {
        try
        {
            return _calls.TryGetValue((command.Name, command.Call), out Func<ScriptedCommand, ScriptedAnswer>? handler) || _handlers.TryGetValue(command.Name, out handler)
                ? handler(command)
                : Honest(command);
        }
        catch (Exception e)
        {
            _failures.Enqueue(e);
            return ScriptedAnswer.Error(8, "UnknownError", $"A handler failed: {e.Message}");
        }
    }

    /// <summary>Sends an answer; false where the connection ends with it.</summary>
    private async Task<bool> SendAsync(Stream stream, WireCommand wire, ScriptedAnswer answer, CancellationToken token)
    {
        byte[] body = [];
        if (answer.Document is { } document)
        {
            document = new BsonDocument(document);
            if (_setName is not null)
                Clock.Stamp(document);
            body = document.ToBson();
        }

        byte[] message = answer.Message(wire, body);
        int end = Math.Min(message.Length, answer.CloseAfter ?? int.MaxValue);
        if (answer.Delay > TimeSpan.Zero)
            await Task.Delay(answer.Delay, token);
        for (int at = 0; at < end; at += Math.Min(answer.Piece, end - at))
        {
            if (at > 0)
                await Task.Delay(answer.Pause, token);
            await stream.WriteAsync(message.AsMemory(at, Math.Min(answer.Piece, end - at)), token);
        }

        return answer.CloseAfter is null;
    }
}
