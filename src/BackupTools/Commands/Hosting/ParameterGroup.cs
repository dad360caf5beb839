namespace BackupTools.Commands.Hosting;

/// <summary>
/// Parameters that several cmdlets have alike. A cmdlet holds one such object in a field and gives it to PowerShell as
/// its dynamic parameters, which are bound, completed and described like its own.
/// </summary>
public abstract class ParameterGroup;
