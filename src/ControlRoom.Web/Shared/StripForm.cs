namespace ControlRoom.Web.Shared;

/// <summary>Full: with names, times and gates. Cells: the numbers alone. Mini: eight pixels, for lists.</summary>
public enum StripForm
{
    Full,
    Cells,
    Mini,
}
