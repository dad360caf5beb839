using BackupTools.Tests.Servers.MongoDb.Wire;
using MongoDB.Bson;
using Npgsql;

namespace BackupTools.Tests.Servers.MongoDb.Gateway;

/// <summary>One connection of a driver: who has logged in there, and the commands one after the other.</summary>
internal sealed class GatewaySession(Engine engine, Cursors cursors, int number)
{
    private readonly GatewayCommands _commands = new(engine, cursors);
    private ScramLogin? _login;
    private string? _user;

    /// <summary>Answers until the driver closes.</summary>
    public async Task ServeAsync(Stream stream, CancellationToken token)
    {
        while (await WireReader.ReadAsync(stream, token) is { } command)
        {
            byte[] answer = await AnswerAsync(command);
            if (!command.WantsNoReply)
                await stream.WriteAsync(WireReply.To(command, answer), token);
        }
    }

    private async Task<byte[]> AnswerAsync(WireCommand command)
    {
        try
        {
            // With getMore it is the time to wait for what is yet to come, which no cursor here does.
            EngineCall.LimitTo(command.Name == "getMore" ? 0 : command["maxTimeMS"]?.ToInt32() ?? 0);
            return await ExecuteAsync(command);
        }
        catch (CommandException e)
        {
            return ErrorCodes.Answer(e.Code, e.Message).ToBson();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && EngineCall.IsLimited)
        {
            // The engine keeps the limit too, and is now and then the first.
            return ErrorCodes.Answer(ErrorCodes.MaxTimeMsExpired, "operation exceeded time limit").ToBson();
        }
        catch (PostgresException e)
        {
            CommandException error = ErrorCodes.Translate(e);
            return ErrorCodes.Answer(error.Code, error.Message).ToBson();
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException && EngineCall.IsLimited)
        {
            return ErrorCodes.Answer(ErrorCodes.MaxTimeMsExpired, "operation exceeded time limit").ToBson();
        }
        catch (Exception e)
        {
            return ErrorCodes.Answer(ErrorCodes.UnknownError, $"The gateway failed: {e}").ToBson();
        }
    }

    private async Task<byte[]> ExecuteAsync(WireCommand command)
    {
        switch (command.Name)
        {
            case "saslStart":
                return (await BeginLoginAsync(command)).ToBson();
            case "saslContinue":
                return (await ContinueLoginAsync(command)).ToBson();
            case "logout":
                _user = null;
                return new BsonDocument("ok", 1.0).ToBson();
            case "connectionStatus":
                return (await StatusAsync()).ToBson();
        }

        if (_user is null && !Greetings.IsOpenToAll(command.Name))
            throw new CommandException(13, $"Command {command.Name} requires authentication");
        Refusals.Check(command);
        return Greetings.Answer(command, number)?.ToBson() ?? await _commands.ExecuteAsync(_user!, command);
    }

    private async Task<BsonDocument> BeginLoginAsync(WireCommand command)
    {
        _user = null;
        if (command["mechanism"] != "SCRAM-SHA-256")
            throw new CommandException(334, $"Unsupported mechanism '{command["mechanism"]}'");
        if (command.Database != "admin")
            throw ScramLogin.Failure();
        await using NpgsqlConnection connection = await engine.OpenAsync(engine.Superuser);
        _login = await ScramLogin.BeginAsync(connection, command["payload"]!.AsByteArray);
        return Step(_login.Challenge, isDone: false);
    }

    /// <summary>A client that did not ask to leave it out ends with an empty message, which finds nobody who is logging in.</summary>
    private async Task<BsonDocument> ContinueLoginAsync(WireCommand command)
    {
        byte[] payload = command["payload"]!.AsByteArray;
        if (_login is null && _user is not null && payload.Length == 0)
            return Step([], isDone: true);
        ScramLogin login = _login ?? throw new CommandException(17, "No SASL session state found");
        _login = null;
        await using NpgsqlConnection connection = await engine.OpenAsync(engine.Superuser);
        byte[] proof = await login.EndAsync(connection, payload);
        _user = login.User;
        return Step(proof, isDone: false);
    }

    private static BsonDocument Step(byte[] payload, bool isDone) => new()
    {
        { "conversationId", 1 }, { "done", isDone }, { "payload", payload }, { "ok", 1.0 },
    };

    private async Task<BsonDocument> StatusAsync()
    {
        BsonArray users = [], roles = [];
        if (_user is not null)
        {
            users.Add(new BsonDocument { { "user", _user }, { "db", "admin" } });
            roles = await _commands.RolesAsync(_user);
        }

        return new BsonDocument { { "authInfo", new BsonDocument { { "authenticatedUsers", users }, { "authenticatedUserRoles", roles } } }, { "ok", 1.0 } };
    }
}
