package cellwise.data;

import java.util.List;

/** Pictures that are held in memory. */
record HeldRecords(String source, List<Picture> pictures) implements Records {
  HeldRecords {
    pictures = List.copyOf(pictures);
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public Picture picture(int index) {
    return pictures.get(index);
  }
}
